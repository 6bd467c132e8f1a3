/**
 * A plugin of typedoc: signatures that a person can read.
 *
 * The face of an operator computes shapes and messages, which makes its signature a page of type
 * algebra. Here it is a line: `sum(x: Tensor, axes?: number | number[], options?): Tensor`. What
 * becomes of the shapes its doc comment says. Types elsewhere lose the helpers that carry messages.
 */
import { basename } from 'node:path'
import {
  CommentTag,
  Converter,
  ParameterReflection,
  ReferenceType,
  ReflectionFlag,
  ReflectionKind,
  SignatureReflection,
  UnknownType,
} from 'typedoc'
import ts from 'typescript'

/** Helpers of which one argument is what a reader wants to see. */
const transparent = new Map([
  ['Blame', 1],
  ['ToShape', 0],
  ['NoInfer', 0],
])

/** Types that say more by another name. */
const plain = new Map([
  ['AnyTensor', 'Tensor'],
  ['Operand', 'number | Tensor'],
  ['Bound', 'number | null'],
  ['Dim', 'number | string'],
  ['PadWidth', '[number, number]'],
  ['ReductionAxes', 'number | number[]'],
  ['Allowed', 'number | number[]'],
  ['ContractedAxes', 'number | [number[], number[]]'],
  ['BooleanTensor', 'Tensor'],
  ['Tensors', 'Tensor[]'],
  ['NestedArray', 'nested arrays'],
])

/**
 * A type node as text. Type parameters stand for their bounds; of a union with a tensor only the
 * tensor is told, since the rest is the form that takes its data last.
 * @type {(node: ts.TypeNode | undefined, bounds: ReadonlyMap<string, ts.TypeNode | undefined>) => string}
 */
const readable = (node, bounds) => {
  if (node === undefined) return 'unknown'
  if (ts.isConditionalTypeNode(node)) return readable(node.trueType, bounds)
  if (ts.isParenthesizedTypeNode(node) || ts.isTypeOperatorNode(node))
    return readable(node.type, bounds)
  if (ts.isIntersectionTypeNode(node)) return readable(node.types[0], bounds)
  if (ts.isArrayTypeNode(node)) {
    const element = readable(node.elementType, bounds)
    return element.includes(' | ') ? `(${element})[]` : `${element}[]`
  }
  if (ts.isUnionTypeNode(node)) {
    const parts = node.types.map((part) => readable(part, bounds))
    const told = [...new Set(parts)].filter((part) => part !== 'undefined')
    return told.includes('Tensor') ? 'Tensor' : told.join(' | ')
  }
  if (ts.isFunctionTypeNode(node)) {
    const own = boundsOf(node, bounds)
    const parameters = node.parameters.map(
      ({ name, type }) => `${name.getText()}: ${readable(type, own)}`,
    )
    return `(${parameters.join(', ')}) => ${readable(node.type, own)}`
  }
  if (!ts.isTypeReferenceNode(node)) return node.getText()
  const name = node.typeName.getText()
  const shown = transparent.get(name)
  if (shown !== undefined) return readable(node.typeArguments?.[shown], bounds)
  if (bounds.has(name)) return readable(bounds.get(name), bounds)
  if (name === 'Readonly' || name === 'ReadonlyArray') return node.getText()
  return plain.get(name) ?? name
}

/**
 * The type parameters in scope, with their bounds.
 * @type {(node: ts.SignatureDeclarationBase, outer?: ReadonlyMap<string, ts.TypeNode | undefined>) => ReadonlyMap<string, ts.TypeNode | undefined>}
 */
const boundsOf = (node, outer = new Map()) =>
  new Map([
    ...outer,
    ...(node.typeParameters ?? []).map(
      ({ name, constraint }) => /** @type {const} */ ([name.text, constraint]),
    ),
  ])

/**
 * The call signatures that the type of an operator declares, data first in front.
 * @type {(type: ts.Type | undefined) => readonly ts.SignatureDeclarationBase[]}
 */
const facesOf = (type) => {
  const declarations = (type?.aliasSymbol ?? type?.symbol)?.declarations ?? []
  /** @type {readonly ts.SignatureDeclarationBase[]} */
  const faces = declarations.flatMap(
    /** @returns {readonly ts.SignatureDeclarationBase[]} */ (declaration) => {
      if (ts.isInterfaceDeclaration(declaration))
        return declaration.members.filter(ts.isCallSignatureDeclaration)
      if (!ts.isTypeAliasDeclaration(declaration)) return []
      return ts.isFunctionTypeNode(declaration.type) ? [declaration.type] : []
    },
  )
  return faces.toSorted((a, b) => b.parameters.length - a.parameters.length)
}

/**
 * Makes a constant that holds an operator a function with one signature for each of its forms.
 * @type {(context: import('typedoc').Context, reflection: import('typedoc').DeclarationReflection) => void}
 */
const asFunction = (context, reflection) => {
  const declaration = context.getSymbolFromReflection(reflection)?.valueDeclaration
  if (declaration === undefined || !ts.isVariableDeclaration(declaration) || !declaration.type)
    return
  const checker = context.programs[0]?.getTypeChecker()
  const faces = ts.isFunctionTypeNode(declaration.type)
    ? [declaration.type]
    : facesOf(checker?.getTypeFromTypeNode(declaration.type))
  if (faces.length === 0) return
  reflection.signatures = faces.map((face, place) => {
    const bounds = boundsOf(face)
    const signature = new SignatureReflection(
      reflection.name,
      ReflectionKind.CallSignature,
      reflection,
    )
    signature.type = new UnknownType(readable(face.type, bounds))
    signature.parameters = face.parameters.map((parameter) => {
      const name = parameter.name.getText()
      const made = new ParameterReflection(name, ReflectionKind.Parameter, signature)
      made.type = new UnknownType(readable(parameter.type, bounds))
      made.setFlag(ReflectionFlag.Optional, parameter.questionToken !== undefined)
      made.setFlag(ReflectionFlag.Rest, parameter.dotDotDotToken !== undefined)
      context.registerReflection(made, undefined)
      return made
    })
    if (place === 0 && reflection.comment) signature.comment = reflection.comment
    if (place === 0 && reflection.sources) signature.sources = reflection.sources
    context.registerReflection(signature, undefined)
    return signature
  })
  reflection.kind = ReflectionKind.Function
  reflection.setFlag(ReflectionFlag.Const, false)
  delete reflection.type
  delete reflection.defaultValue
  delete reflection.comment
}

/**
 * Puts a function under the concept that its file is about: `linear-algebra.ts`, Linear algebra.
 * @type {(reflection: import('typedoc').DeclarationReflection, file: string) => void}
 */
const categorize = (reflection, file) => {
  const words = basename(file, '.ts').replaceAll('-', ' ')
  const category = words.charAt(0).toUpperCase() + words.slice(1)
  const comment = reflection.signatures?.[0]?.comment
  comment?.blockTags.push(new CommentTag('@category', [{ kind: 'text', text: category }]))
}

/**
 * A type without the helpers that carry messages.
 * @type {<T extends import('typedoc').SomeType>(type: T | undefined) => T | undefined}
 */
const simplified = (type) => {
  if (!(type instanceof ReferenceType)) return type
  const shown = transparent.get(type.name)
  const inner = shown === undefined ? undefined : type.typeArguments?.[shown]
  if (inner !== undefined) return simplified(/** @type {typeof type} */ (inner))
  if (type.typeArguments)
    type.typeArguments = type.typeArguments.map((each) => simplified(each) ?? each)
  return type
}

/** @param {import('typedoc').Application} application */
export const load = (application) => {
  application.converter.on(Converter.EVENT_RESOLVE_BEGIN, (context) => {
    for (const reflection of Object.values(context.project.reflections)) {
      if (reflection.kindOf(ReflectionKind.Variable) && reflection.isDeclaration())
        asFunction(context, reflection)
      const file = context.getSymbolFromReflection(reflection)?.valueDeclaration?.getSourceFile()
      if (reflection.kindOf(ReflectionKind.Function) && reflection.isDeclaration() && file)
        categorize(reflection, file.fileName)
      if (reflection.isSignature() || reflection.isParameter()) {
        const type = simplified(reflection.type)
        if (type !== undefined) reflection.type = type
      }
    }
  })
}
