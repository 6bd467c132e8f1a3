import * as c from 'cotangent'
export const x = c
