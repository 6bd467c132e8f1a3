import type { Node } from '../core/node.ts'
import { convert } from '../core/primitives/conversion.ts'
import { reshape } from '../core/primitives/movement.ts'
import { concatenate, slice } from '../core/primitives/selection.ts'
import { sizeOf } from '../core/shape/index.ts'

/** Several float tensors as one, so that a rule sees all their cotangents at once. */
export interface Packing {
  readonly pack: (leaves: readonly Node[]) => Node
  readonly unpack: (packed: Node) => readonly Node[]
}

/** How tensors like these are packed: one alone is itself, more are laid end to end. */
export const packingOf = (like: readonly Node[]): Packing => {
  const [first, ...others] = like
  if (first !== undefined && others.length === 0) {
    return { pack: ([leaf = first]) => leaf, unpack: (packed) => [packed] }
  }
  // f64 holds every f32
  const dtype = like.every((leaf) => leaf.dtype === 'f32') ? 'f32' : 'f64'
  const sizes = like.map((leaf) => sizeOf(leaf.shape))
  return {
    pack: (leaves) =>
      concatenate(
        leaves.map((leaf, i) => reshape(convert(leaf, dtype), [sizes[i] ?? 0])),
        0,
      ),
    unpack: (packed) => {
      let start = 0
      return like.map((leaf, i) => {
        const stop = start + (sizes[i] ?? 0)
        const part = slice(packed, [start], [stop], [1])
        start = stop
        return convert(reshape(part, leaf.shape), leaf.dtype)
      })
    },
  }
}
