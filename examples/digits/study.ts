/**
 * A run from the command line to the report, for any network that reads digits.
 */
import { nn, type optim, R } from 'cotangent'
import { classifier, type Network } from '../learning/classifier.ts'
import { assess } from './assess.ts'
import { leaveCleanly, orExit } from './command.ts'
import { loadDigits, type Pictures, split } from './digits.ts'
import { learn, type Run, shuffle } from './learn.ts'
import { tellOutcome } from './outcome.ts'
import { progress } from './progress.ts'
import { type Defaults, parseSettings } from './settings.ts'

export type Study<P, S, F extends optim.StateType> = {
  readonly network: Network<P, S, Pictures, 10> & Parameters<typeof nn.summary>[0]
  /** the optimizer of a run of so many steps */
  readonly optimizer: (steps: number) => optim.Optimizer<F>
  readonly batchSize: number
  readonly defaults: Defaults
}

/**
 * A twelfth of the training digits is held out, to see how well what was learned carries over; the
 * others are learned from, in every epoch in another order. The test digits, which take no part in any
 * of this, say at the end how good the network is.
 */
export const study = async <P, S, F extends optim.StateType>({
  network,
  optimizer,
  batchSize,
  defaults,
}: Study<P, S, F>): Promise<void> => {
  const settings = orExit(parseSettings(process.argv.slice(2), defaults))
  const { training, test } = orExit(loadDigits(settings.data)())
  const display = progress(process.stdout, process.env)
  leaveCleanly(display)

  const { epochs, seed } = settings
  const [partsKey, learnKey, orderKey] = R.split(R.key(seed), 3)
  const [heldOut, examples] = split(shuffle(partsKey, training), Math.ceil(training.count / 12))
  const steps = epochs * Math.ceil(examples.count / batchSize)
  const { start, step, judge } = classifier(network, optimizer(steps))
  const oneEpoch = learn({ step, judge, examples, orderKey, batchSize, heldOut, epochs, display })
  const { parameters } = nn.summary(network)

  display.line(`${parameters.toLocaleString('en-US')} parameters`)
  let run: Run<ReturnType<typeof start>> = { state: start(learnKey), losses: [], validation: [] }
  for (let epoch = 1; epoch <= epochs; epoch++) run = await oneEpoch(run, epoch)

  const tested = await assess((batch) => judge(run.state, batch), test)
  const made = { epochs, seed, examples: examples.count, batchSize, parameters }
  orExit(await tellOutcome(display, settings.report, { ...run, test: tested, settings: made }))
}
