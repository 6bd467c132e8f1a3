/** pow, four numbers of single precision at once: that of doubles, but for squares. */
import { call, func, op } from '../../encode/index.ts'
import { pow as pow64 } from '../double/power.ts'
import { byPairs2 } from '../pairs.ts'
import { equal, mul } from './lanes.ts'

const general = byPairs2('powByPairs', pow64)

/** x to the power y, with the special values of IEEE 754. */
export const pow = func('pow32', ['v128', 'v128'], ['v128'], (body, x, y) => {
  body.if(op('i32x4.all_true', equal(y, 2)), () => body.return(mul(x, x)))
  return [call(general, x, y)]
})
