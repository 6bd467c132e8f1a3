import * as cotangent from 'cotangent'
export const x = cotangent
