/**
 * Says to bundlers which values a module may be made without. Nothing in the library has an effect as
 * it is loaded, which `sideEffects: false` tells of whole files; within a file bundlers take every call
 * for an effect that is not marked as pure, and reads and spreads as well.
 */

import { parseAst } from 'rolldown/parseAst'

/** @typedef {{ readonly type: string, readonly start: number, readonly end: number }} Syntax */
/** @typedef {readonly [at: number, text: string]} Insertion */

const MARK = '/* @__PURE__ */ '

const calls = new Set(['CallExpression', 'NewExpression'])
const reads = new Set(['MemberExpression', 'SpreadElement'])
/** what is inside of these runs later, or is not an expression */
const isLater = /Function|^(MethodDefinition|PropertyDefinition)$/

/** @param {unknown} value @returns {value is Syntax} */
const isSyntax = (value) => typeof value === 'object' && value !== null && 'type' in value

/**
 * The parts of an expression that are evaluated with it.
 * @param {unknown} value
 * @returns {readonly Syntax[]}
 */
const evaluated = (value) => {
  if (Array.isArray(value)) return value.flatMap(evaluated)
  if (!isSyntax(value) || isLater.test(value.type)) return []
  return [value, ...Object.values(value).flatMap(evaluated)]
}

/**
 * @param {Syntax} init the value of a variable of a module
 * @returns {readonly Insertion[]}
 */
const marks = (init) => {
  const parts = evaluated(init)
  const inner = parts
    .filter(({ type }) => calls.has(type))
    .map(({ start }) => /** @type {const} */ ([start, MARK]))
  if (!parts.some(({ type }) => reads.has(type))) return inner
  return [...inner, [init.start, `${MARK}(() => (`], [init.end, '))()']]
}

/**
 * Marks the values of a module's variables as pure.
 * @param {string} code
 */
export const markPure = (code) => {
  const declarations = parseAst(code).body.map((statement) =>
    statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement,
  )
  const insertions = declarations
    .flatMap((one) => (one?.type === 'VariableDeclaration' ? one.declarations : []))
    .flatMap(({ init }) => (init === null ? [] : marks(init)))
  // from the last to the first; of those at one place the outer one comes last, to stand in front
  return insertions
    .toSorted(([a], [b]) => b - a)
    .reduce((text, [at, piece]) => text.slice(0, at) + piece + text.slice(at), code)
}
