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
  ['Values', 'Tensor'],
  ['Bound', 'number | null'],
  ['Dim', 'number | string'],
  ['PadWidth', '[number, number]'],
  ['ReductionAxes', 'number | number[]'],
  ['ContractedAxes', 'number | [number[], number[]]'],
  ['BooleanTensor', 'Tensor'],
  ['Tensors', 'Tensor[]'],
  ['Indices', 'Tensor'],
  ['Top', '[values: Tensor, indices: Tensor]'],
  ['DimAt', 'number'],
  ['Arrays[D]', 'Float32Array | Float64Array | Int32Array | Uint32Array | Uint8Array'],
  ['NestedArray', 'nested arrays'],
])

/** @typedef {ReadonlyMap<string, ts.TypeNode | undefined>} Bounds - of the type parameters in scope */

/**
 * A type node as text. Type parameters stand for their bounds; of a union with a tensor only the
 * tensor is told, since the rest is the form that takes its data last.
 * @type {(node: ts.TypeNode | undefined, bounds: Bounds) => string}
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
  if (ts.isNamedTupleMember(node)) return `${node.name.text}: ${readable(node.type, bounds)}`
  if (ts.isTupleTypeNode(node))
    return `[${node.elements.map((element) => readable(element, bounds)).join(', ')}]`
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
  if (!ts.isTypeReferenceNode(node)) return plain.get(node.getText()) ?? node.getText()
  const name = node.typeName.getText()
  const shown = transparent.get(name)
  if (shown !== undefined) return readable(node.typeArguments?.[shown], bounds)
  if (bounds.has(name)) return readable(bounds.get(name), bounds)
  return plain.get(name) ?? name
}

/**
 * The type parameters in scope, with their bounds.
 * @type {(node: ts.SignatureDeclarationBase, outer?: Bounds) => Bounds}
 */
const boundsOf = (node, outer = new Map()) =>
  new Map([
    ...outer,
    ...(node.typeParameters ?? []).map(
      ({ name, constraint }) => /** @type {const} */ ([name.text, constraint]),
    ),
  ])

/** @typedef {{ readonly face: ts.SignatureDeclarationBase, readonly bounds: Bounds }} Face */

/**
 * The call signatures that the type of an operator declares, data first in front; what is passed to
 * the type stands for its parameters.
 * @type {(node: ts.TypeNode, checker: ts.TypeChecker | undefined) => readonly Face[]}
 */
const facesOf = (node, checker) => {
  if (ts.isFunctionTypeNode(node)) return [{ face: node, bounds: boundsOf(node) }]
  const type = checker?.getTypeFromTypeNode(node)
  const given = ts.isTypeReferenceNode(node) ? (node.typeArguments ?? []) : []
  /** @type {(declaration: ts.InterfaceDeclaration | ts.TypeAliasDeclaration) => Bounds} */
  const passed = ({ typeParameters = [] }) =>
    new Map(
      typeParameters.map(({ name, default: otherwise, constraint }, i) => [
        name.text,
        given[i] ?? otherwise ?? constraint,
      ]),
    )
  return ((type?.aliasSymbol ?? type?.symbol)?.declarations ?? [])
    .flatMap(
      /** @returns {readonly Face[]} */ (declaration) => {
        if (ts.isInterfaceDeclaration(declaration))
          return declaration.members
            .filter((member) => ts.isCallSignatureDeclaration(member))
            .map((face) => ({ face, bounds: boundsOf(face, passed(declaration)) }))
        if (!ts.isTypeAliasDeclaration(declaration) || !ts.isFunctionTypeNode(declaration.type))
          return []
        return [{ face: declaration.type, bounds: boundsOf(declaration.type, passed(declaration)) }]
      },
    )
    .toSorted((a, b) => b.face.parameters.length - a.face.parameters.length)
}

/**
 * Makes a constant that holds an operator a function with one signature for each of its forms.
 * @type {(context: import('typedoc').Context, reflection: import('typedoc').DeclarationReflection) => void}
 */
const asFunction = (context, reflection) => {
  const declaration = context.getSymbolFromReflection(reflection)?.valueDeclaration
  if (declaration === undefined || !ts.isVariableDeclaration(declaration) || !declaration.type)
    return
  const faces = facesOf(declaration.type, context.programs[0]?.getTypeChecker())
  if (faces.length === 0) return
  reflection.signatures = faces.map(({ face, bounds }, place) => {
    const signature = new SignatureReflection(
      reflection.name,
      ReflectionKind.CallSignature,
      reflection,
    )
    signature.type = new UnknownType(readable(face.type, bounds))
    const parameters = face.parameters.filter(({ type }) => readable(type, bounds) !== 'never')
    signature.parameters = parameters.map((parameter) => {
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

/**
 * The result of a function as it is written, where that bars inference, which typedoc does not show.
 * @type {(declaration: ts.Declaration | undefined) => UnknownType | undefined}
 */
const writtenResult = (declaration) => {
  if (!declaration || !ts.isVariableDeclaration(declaration)) return undefined
  const { initializer } = declaration
  if (!initializer || !ts.isArrowFunction(initializer)) return undefined
  const text = initializer.type?.getText() ?? ''
  return text.includes('NoInfer<')
    ? new UnknownType(text.replaceAll(/NoInfer<(\w+)>/g, '$1'))
    : undefined
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
        const written = reflection.isSignature()
          ? writtenResult(context.getSymbolFromReflection(reflection.parent)?.valueDeclaration)
          : undefined
        const type = written ?? simplified(reflection.type)
        if (type !== undefined) reflection.type = type
      }
    }
  })
}
