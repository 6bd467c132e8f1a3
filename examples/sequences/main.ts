/** `npm run sequences`: a transformer learns to find doubles, or the command fails. */
import { conclude } from '../learning/conclude.ts'
import { learnSequences } from './sequences.ts'

conclude('sequences', 0.97, learnSequences({ steps: 600, seed: 0 }))
