/** `npm run spirals`: a residual network learns two spirals, or the command fails. */
import { conclude } from '../learning/conclude.ts'
import { learnSpirals } from './spirals.ts'

conclude('spirals', 0.97, learnSpirals({ steps: 400, seed: 0 }))
