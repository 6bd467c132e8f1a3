/** B, C, E: whole train steps, their loss read back, in a loop and as compiled calls. */
import { T, compile, fold, tree } from 'cotangent'
import { measure, measureSteps } from '../measure.js'

const requireFalling = (name, losses) => {
  const [first, last] = [losses[0], losses.at(-1)]
  if (!(last < first)) throw new Error(`${name}: the loss went from ${first} to ${last}`)
  return { loss: [first, last] }
}

/** Computes a tree now, so that no step does it. */
const settled = (engine) =>
  tree.map((x) => {
    T.toTypedArray(x, { engine })
    return x
  })

/** `model()` gives a step of a state, and the input of every step. */
export const training = (model, size) =>
  function* ({ engine, seconds }) {
    const { step, state, input } = model(size)
    const [initial, batch] = [settled(engine)(state), settled(engine)(input)]
    {
      const { inputs, summary } = measureSteps(batch, seconds)
      const losses = []
      const observe = (loss) => losses.push(T.toNumber(loss))
      const start = performance.now()
      let first = 0
      const timed = function* () {
        for (const one of inputs) {
          yield one
          if (first === 0) first = performance.now() - start
        }
      }
      fold(step, { engine, observe })(initial, timed())
      yield { size, way: 'fold', time: summary(), first, ...requireFalling('fold', losses) }
    }
    const compiled = compile(step, { engine })
    const losses = []
    let current = initial
    const call = () => {
      const [loss, next] = compiled(current, batch)
      losses.push(T.toNumber(loss))
      current = next
    }
    const time = measure(call, seconds)
    yield { size, way: 'compiled call', time, ...requireFalling('compiled call', losses) }
  }
