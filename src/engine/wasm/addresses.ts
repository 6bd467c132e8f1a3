/** Where arguments of calls lie: relative to the regions of a program, which are known when it runs. */
import type { Argument } from './kernels/plan.ts'
import type { Placement } from './placement.ts'

/** Where the regions of a program begin; the scratch is that of one thread. */
export type Regions = readonly [own: number, shared: number, scratch: number]

/** An argument as an offset in a region, or a number. */
export interface Resolved {
  /** which of the regions */
  readonly region: 0 | 1 | 2 | null
  readonly offset: number
}

/** Finds arguments. */
export type Resolve = (argument: Argument) => Resolved

/** Finds the arguments of calls of a program. */
export const resolveIn =
  ({ places, tables }: Placement): Resolve =>
  (argument) => {
    if (typeof argument === 'number') return { region: null, offset: argument }
    const { buffer, offset } = argument
    if (buffer === 'scratch') return { region: 2, offset }
    const place =
      typeof buffer !== 'number' ? undefined : buffer < 0 ? tables[-1 - buffer] : places[buffer]
    if (place === undefined) throw new RangeError(`no buffer ${argument.buffer}`)
    return { region: place.region === 'own' ? 0 : 1, offset: place.offset + offset }
  }

/** The address, or the number, that an argument stands for. */
export const addressIn = ({ region, offset }: Resolved, regions: Regions): number =>
  region === null ? offset : regions[region] + offset
