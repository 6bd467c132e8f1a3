/**
 * Showing how far the training is: a bar on a terminal, plain lines anywhere else (a file, a pipe,
 * a log), where an escape code would be litter.
 */
import { SingleBar } from 'cli-progress'

export type Progress = {
  /** Prints a line that stays. */
  readonly line: (text: string) => void
  /** Begins a pass over `total` digits. */
  readonly start: (title: string, total: number) => void
  /** So many digits of the pass are done; the latest batch had this loss. */
  readonly update: (done: number, loss: number) => void
  /** Ends the pass and leaves the terminal as it was found; does nothing outside a pass. */
  readonly stop: () => void
}

/** What is asked of an output: `process.stdout`, or a string in a test. */
export type Output = Pick<NodeJS.WritableStream, 'write'> & {
  readonly isTTY?: boolean
  readonly columns?: number
}

export type Environment = { readonly [name: string]: string | undefined }

/** Milliseconds from any beginning. */
export type Clock = () => number

export const thousands = (count: number): string => Math.round(count).toLocaleString('en-US')

const perSecond = (count: number, milliseconds: number): string =>
  `${thousands(count / Math.max(milliseconds / 1000, 1e-3))} digits/s`

/** A line at most this often, so that the log of a long run stays short. */
const plainInterval = 5000

const plain = (output: Output, now: Clock): Progress => {
  let pass = { title: '', total: 0, began: 0 }
  let latest = 0
  const line = (text: string): void => void output.write(`${text}\n`)
  return {
    line,
    start: (title, total) => {
      latest = now()
      pass = { title, total, began: latest }
    },
    update: (done, loss) => {
      if (now() - latest < plainInterval) return
      latest = now()
      const { title, total, began } = pass
      const speed = perSecond(done, latest - began)
      line(`${title}: ${thousands(done)} of ${thousands(total)}, loss ${loss.toFixed(4)}, ${speed}`)
    },
    stop: () => {},
  }
}

const terminal = (output: Output, now: Clock, colour: boolean): Progress => {
  let bar: SingleBar | undefined
  let began = 0
  const stop = (): void => {
    bar?.stop()
    bar = undefined
  }
  return {
    line: (text) => void output.write(`${text}\n`),
    start: (title, total) => {
      stop()
      began = now()
      bar = new SingleBar({
        stream: output as NodeJS.WritableStream,
        format: `${title} ${colour ? '\u001b[36m{bar}\u001b[0m' : '{bar}'} {percentage}%  loss {loss}  {speed}`,
        barsize: Math.max(10, Math.min(40, (output.columns ?? 80) - 55)),
        barCompleteChar: '█',
        barIncompleteChar: '░',
        hideCursor: true,
        // the line that sums up the pass takes the place of the bar
        clearOnComplete: true,
      })
      bar.start(total, 0, { loss: '     –', speed: '' })
    },
    update: (done, loss) => {
      bar?.update(done, { loss: loss.toFixed(4), speed: perSecond(done, now() - began) })
    },
    stop,
  }
}

/** The progress display that suits an output. */
export const progress = (
  output: Output,
  environment: Environment = {},
  now: Clock = () => performance.now(),
): Progress =>
  output.isTTY === true && environment['TERM'] !== 'dumb'
    ? terminal(output, now, (environment['NO_COLOR'] ?? '') === '')
    : plain(output, now)
