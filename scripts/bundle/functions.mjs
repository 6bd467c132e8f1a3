/**
 * Turns `const f = (x) => …` of a module into `function f(x) …`. They mean the same there, as nothing
 * assigns to a constant and an arrow has no `this` of its own; but V8 reads the latter faster, and
 * reading is most of what loading the package costs.
 */

import { parseAst } from 'rolldown/parseAst'

/**
 * Does an expression name what an arrow takes from around it?
 * @param {unknown} value
 * @returns {boolean}
 */
const isBound = (value) => {
  if (Array.isArray(value)) return value.some(isBound)
  if (typeof value !== 'object' || value === null) return false
  const { type } = /** @type {{ type?: string }} */ (value)
  return type === 'ThisExpression' || type === 'MetaProperty' || Object.values(value).some(isBound)
}

/**
 * Declares the functions of a module as functions.
 * @param {string} code
 */
export const declareFunctions = (code) => {
  const edits = parseAst(code).body.flatMap((statement) => {
    const declaration =
      statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement
    if (declaration?.type !== 'VariableDeclaration' || declaration.kind !== 'const') return []
    if (declaration.declarations.length !== 1) return []
    const { id, init } = declaration.declarations[0] ?? {}
    if (id?.type !== 'Identifier' || init?.type !== 'ArrowFunctionExpression' || isBound(init))
      return []
    const { params, body, async: isAsync } = init
    const list = code.slice(params[0]?.start ?? 0, params.at(-1)?.end ?? 0)
    const text = code.slice(body.start, body.end)
    const block = body.type === 'BlockStatement' ? text : `{ return (${text}) }`
    const head = `${isAsync ? 'async ' : ''}function ${id.name}`
    return [{ start: declaration.start, end: declaration.end, text: `${head}(${list}) ${block}` }]
  })
  return edits.reduceRight(
    (text, edit) => text.slice(0, edit.start) + edit.text + text.slice(edit.end),
    code,
  )
}
