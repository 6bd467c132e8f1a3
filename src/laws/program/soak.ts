import { showReport } from '../report.ts'
import { type Rules, registry } from '../../core/primitives/index.ts'
import { sampleProgram } from './generate.ts'
import { shrinkProgram } from './shrink.ts'
import { printSource } from './source.ts'
import { type Sample, probeOf } from './subject.ts'
import { type ProgramLaw, lawsOf } from './suite.ts'

/** A program, or a model, that does not satisfy a law, shrunk. */
export interface SoakFailure {
  readonly seed: number
  readonly law: string
  /** what the law says of the shrunk program */
  readonly report: string
  /** how many equations the program, or layers the model, had, and has shrunk */
  readonly parts: readonly [before: number, after: number]
  /** the shrunk program as source that runs */
  readonly source: string
}

/** What a law says of a program; what it throws is a failure as well. */
const verdict = (law: ProgramLaw, sample: Sample, rules: Rules): string | null => {
  try {
    const report = law(probeOf(sample), rules)
    return report && showReport(report)
  } catch (error) {
    return `throws ${String(error)}`
  }
}

/**
 * The program of a seed: of 1 to `size` primitives, two out of three smooth. A run that is interrupted
 * goes on with the next seed, and one program is run again by its seed and `size` alone.
 */
export const soakProgram = (seed: number, size: number): Sample =>
  sampleProgram(seed, { size: 1 + (seed % size), smooth: seed % 3 !== 0 })

/** Holds the program of a seed to every law; `null` where it satisfies all. */
export const soakSeed = (
  seed: number,
  size: number,
  rules: Rules = registry,
): SoakFailure | null => {
  const sample = soakProgram(seed, size)
  const broken = lawsOf(probeOf(sample).of).find((law) => verdict(law, sample, rules) !== null)
  if (broken === undefined) return null
  const { sample: small } = shrinkProgram(
    sample,
    (candidate) => verdict(broken, candidate, rules) !== null,
  )
  return {
    seed,
    law: broken.name,
    report: verdict(broken, small, rules) ?? '',
    parts: [sample.program.equations.length, small.program.equations.length],
    source: printSource(small.program, small.inputs),
  }
}
