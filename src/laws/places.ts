/** A place in a tensor: one number for each axis. */
export type Index = readonly number[]

/** Every place of a shape, row by row. */
export const places = (shape: readonly number[]): readonly Index[] =>
  shape.reduce<readonly Index[]>(
    (before, size) =>
      before.flatMap((index) => Array.from({ length: size }, (_, i) => [...index, i])),
    [[]],
  )
