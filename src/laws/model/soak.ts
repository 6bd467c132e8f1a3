import type { SoakFailure } from '../program/soak.ts'
import { showReport } from '../report.ts'
import { type Architecture, type ModelOptions, sampleArchitecture } from './generate.ts'
import { modelOf, modelProbe } from './sample.ts'
import { sizeOfArchitecture, smallerArchitectures } from './shrink.ts'
import { printModel } from './source.ts'
import { type ModelLaw, modelTable } from './table.ts'

/** How many smaller models are tried. */
const mostTries = 1000

/** What a law says of a model; what it throws is a failure as well. */
const verdict = ({ law }: ModelLaw, whole: Architecture, seed: number): string | null => {
  try {
    const { model, sizes } = modelOf(whole)
    // nothing in the library stops a derivative that there is
    const report = law(modelProbe(model, { sizes, seed, stopped: 'moves' }))
    return report && showReport(report)
  } catch (error) {
    return `throws ${String(error)}`
  }
}

const shrunk = (whole: Architecture, fails: (smaller: Architecture) => boolean): Architecture => {
  let small = whole
  let tries = 0
  let candidates = smallerArchitectures(small)
  for (let next = candidates.next(); next.done !== true; next = candidates.next()) {
    tries += 1
    if (tries > mostTries) return small
    if (!fails(next.value)) continue
    small = next.value
    candidates = smallerArchitectures(small)
  }
  return small
}

const layersOf = (whole: Architecture): number => sizeOfArchitecture(whole)[0] ?? 0

/** Holds the random model of a seed, of 1 to `size` layers, to every law; `null` where it satisfies all. */
export const soakModel = (
  seed: number,
  size: number,
  options: ModelOptions = {},
): SoakFailure | null => {
  const whole = sampleArchitecture(seed, { ...options, size: 1 + (seed % size) })
  const broken = modelTable.find((law) => verdict(law, whole, seed) !== null)
  if (broken === undefined) return null
  const small = shrunk(whole, (smaller) => verdict(broken, smaller, seed) !== null)
  return {
    seed,
    law: broken.name,
    report: verdict(broken, small, seed) ?? '',
    parts: [layersOf(whole), layersOf(small)],
    source: printModel(modelOf(small)),
  }
}
