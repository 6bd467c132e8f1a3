/**
 * Timings in steady state. Where others use the machine as well, wall time is mostly theirs: so we
 * measure the processor time of the process beside it. It counts all threads of the process, also
 * those that collect garbage. A few samples are slow for other reasons and none is fast for any: what
 * we report are medians, and the quartiles around them.
 */

/** Samples shorter than this are of several calls at once. */
const SHORTEST_SAMPLE = 2
const FEWEST_SAMPLES = 9
const MOST_SAMPLES = 2000

const quantile = (sorted, q) => sorted[Math.floor(q * (sorted.length - 1))] ?? Number.NaN

const sorted = (numbers) => [...numbers].sort((a, b) => a - b)

/** Milliseconds that the process has computed for. */
const processorTime = () => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

/** The processor time of samples, with its quartiles, and their wall time. */
export const summary = (samples) => {
  const used = sorted(samples.map(({ used }) => used))
  return {
    median: quantile(used, 0.5),
    lower: quantile(used, 0.25),
    upper: quantile(used, 0.75),
    wall: quantile(sorted(samples.map(({ wall }) => wall)), 0.5),
    samples: samples.length,
  }
}

/** A figure of which every time is that of `count` things. */
export const perItem = ({ median, lower, upper, wall, samples }, count) => ({
  median: median / count,
  lower: lower / count,
  upper: upper / count,
  wall: wall / count,
  samples,
})

/** A moment, and what has passed since one. */
const watch = () => {
  const [start, used] = [performance.now(), processorTime()]
  return {
    wall: () => performance.now() - start,
    sample: (calls) => ({
      wall: (performance.now() - start) / calls,
      used: (processorTime() - used) / calls,
    }),
  }
}

/**
 * Says after each call whether there shall be another one, and collects the milliseconds of a call:
 * first a third of the time as warm-up, in which compilers do their work, then samples.
 */
const sampler = (seconds) => {
  const samples = []
  const whole = watch()
  let [isWarm, calls, batch, current] = [false, 0, 1, whole]
  return {
    samples,
    next: () => {
      calls += 1
      if (isWarm && calls < batch) return true
      const passed = whole.wall()
      if (isWarm) {
        samples.push(current.sample(calls))
        calls = 0
        current = watch()
        const isTime = passed > seconds * 1000 && samples.length >= FEWEST_SAMPLES
        // what takes very long is sampled less often
        const isLate = passed > seconds * 6000 && samples.length >= 3
        return !isTime && !isLate && samples.length < MOST_SAMPLES
      }
      if (passed > seconds * 333 && calls >= 5) {
        batch = Math.ceil(SHORTEST_SAMPLE / (passed / calls))
        isWarm = true
        calls = 0
        current = watch()
      }
      return true
    },
  }
}

/** Milliseconds of a call. */
export const measure = (call, seconds) => {
  const { samples, next } = sampler(seconds)
  do call()
  while (next())
  return summary(samples)
}

/** Milliseconds of a call that has to be waited for. */
export const measureAsync = async (call, seconds) => {
  const { samples, next } = sampler(seconds)
  do await call()
  while (next())
  return summary(samples)
}

/**
 * Milliseconds of a step, where steps are run by somebody who takes inputs: hand `inputs` to it. The
 * time of a step is that from one input to the next.
 */
export const measureSteps = (input, seconds) => {
  const { samples, next } = sampler(seconds)
  const inputs = function* () {
    do yield input
    while (next())
  }
  return { inputs: inputs(), summary: () => summary(samples) }
}

/** Billions of operations in a second, for so many in so many milliseconds. */
export const gigaflops = (operations, milliseconds) => operations / milliseconds / 1e6
