import type { Node } from '../core/node.ts'
import { axesOf, shifted } from '../core/primitives/align.ts'
import { broadcast, transpose } from '../core/primitives/movement.ts'

/** Moves an axis to another place; the others keep their order. */
export const moveAxis = (x: Node, from: number, to: number): Node => {
  if (from === to) return x
  const rest = axesOf(x.shape.length).filter((axis) => axis !== from)
  return transpose(x, [...rest.slice(0, to), from, ...rest.slice(to)])
}

/** A tensor repeated along a new leading axis. */
export const repeat = (x: Node, size: number): Node =>
  broadcast(x, [size, ...x.shape], shifted(axesOf(x.shape.length)))
