/** D: a chain of ten elementwise operations. */
import { R, T, compile, fold } from 'cotangent'
import { measure, measureSteps } from '../measure.js'

const chain = (x) => Array.from({ length: 5 }).reduce((y) => T.add(T.mul(y, 1.0001), 0.001), x)

export const elementwise = (n) =>
  function* ({ engine, seconds }) {
    const x = R.normal(R.key(4), [n])
    T.toTypedArray(x, { engine })
    const { inputs, summary } = measureSteps(null, seconds)
    fold((y) => [null, chain(y)], { engine })(x, inputs)
    yield { size: n, way: 'fold', time: summary() }
    const compiled = compile(chain, { engine })
    const time = measure(() => T.toTypedArray(compiled(x), { engine }), seconds)
    yield { size: n, way: 'compiled call', time }
  }
