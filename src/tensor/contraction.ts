import type { Node } from '../core/node.ts'
import { dotGeneral } from '../core/primitives/contraction.ts'
import { reshape, transpose } from '../core/primitives/movement.ts'
import { slice } from '../core/primitives/selection.ts'
import { reduceSum } from '../core/primitives/summation.ts'
import { mul } from '../core/primitives/arithmetic.ts'

/** A node with a name for each of its axes. */
export interface Labelled {
  readonly node: Node
  readonly labels: readonly string[]
}

/** The axes of a labelled node in another order. */
export const arrange = ({ node, labels }: Labelled, order: readonly string[]): Node => {
  const permutation = order.map((label) => labels.indexOf(label))
  return permutation.every((axis, place) => axis === place) ? node : transpose(node, permutation)
}

/** A labelled node summed over the labels that are not wanted. */
export const keep = ({ node, labels }: Labelled, wanted: ReadonlySet<string>): Labelled => {
  const summed = labels.flatMap((label, axis) => (wanted.has(label) ? [] : [axis]))
  return summed.length === 0
    ? { node, labels }
    : { node: reduceSum(node, summed), labels: labels.filter((label) => wanted.has(label)) }
}

/** A labelled node whose repeated labels are made one, along the diagonal. */
export const alongDiagonal = (operand: Labelled): Labelled => {
  const { node, labels } = operand
  const repeated = labels.find((label, axis) => labels.indexOf(label) < axis)
  if (repeated === undefined) return operand
  const first = labels.indexOf(repeated)
  const second = labels.indexOf(repeated, first + 1)
  const others = labels.map((_, axis) => axis).filter((axis) => axis !== first && axis !== second)
  const shape = others.map((axis) => node.shape[axis] ?? 1)
  const size = node.shape[first] ?? 0
  // row by row the diagonal of a square is every (size + 1)-th element
  const square = reshape(transpose(node, [...others, first, second]), [...shape, size * size])
  const picked = slice(
    square,
    square.shape.map(() => 0),
    square.shape,
    [...shape.map(() => 1), size + 1],
  )
  return alongDiagonal({
    node: picked,
    labels: [...others.map((axis) => labels[axis] ?? ''), repeated],
  })
}

/**
 * The product of two labelled nodes, summed over the labels that are not wanted. Labels that both
 * have run in step. The result has the shared labels, then those of x, then those of y.
 */
export const contract = (x: Labelled, y: Labelled, wanted: ReadonlySet<string>): Labelled => {
  const both = (label: string): boolean => x.labels.includes(label) && y.labels.includes(label)
  const a = keep(x, new Set([...wanted, ...y.labels]))
  const b = keep(y, new Set([...wanted, ...x.labels]))
  const shared = a.labels.filter(both)
  const inStep = shared.filter((label) => wanted.has(label))
  const summed = shared.filter((label) => !wanted.has(label))
  const axes = ({ labels }: Labelled, which: readonly string[]): readonly number[] =>
    which.map((label) => labels.indexOf(label))
  const labels = [
    ...inStep,
    ...a.labels.filter((label) => !both(label)),
    ...b.labels.filter((label) => !both(label)),
  ]
  // without anything to sum over and with the same labels it is a product of elements
  if (summed.length === 0 && a.labels.length === inStep.length && b.labels.length === inStep.length)
    return { node: mul(a.node, arrange(b, a.labels)), labels: a.labels }
  const node = dotGeneral(a.node, b.node, {
    contract: [axes(a, summed), axes(b, summed)],
    batch: [axes(a, inStep), axes(b, inStep)],
  })
  return { node, labels }
}

/** A sum of products of labelled nodes, from the left, with the axes that the output names. */
export const sumOfProducts = (operands: readonly Labelled[], output: readonly string[]): Node => {
  const [first, ...rest] = operands.map(alongDiagonal)
  if (first === undefined) throw new RangeError('a sum of products of nothing')
  const product = rest.reduce<Labelled>((left, right, place) => {
    const later = rest.slice(place + 1).flatMap(({ labels }) => labels)
    return contract(left, right, new Set([...output, ...later]))
  }, first)
  return arrange(keep(product, new Set(output)), output)
}
