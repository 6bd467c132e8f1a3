/** A program that trains one step of B, and says how long it has computed: what a cold start is. */
import { T, fold, wasmEngine } from 'cotangent'
import { mlp } from './models.js'

const { step, state, input } = mlp(32)
const [[loss]] = fold(step, { engine: wasmEngine() })(state, [input])
if (!(T.toNumber(loss) > 0)) throw new Error('the first step gave no loss')

const { user, system } = process.cpuUsage()
console.log((user + system) / 1000)
