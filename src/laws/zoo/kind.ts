/**
 * The kinds of mistakes that a rule can hold, each in one line.
 *
 * @example
 * import * as laws from 'cotangent/laws'
 *
 * laws.kinds['squared cotangent'] // 'g² for g, which a cotangent of ones hides'
 */
export const kinds = {
  'sign flip': 'the derivative, or a term of it, with the other sign',
  'dropped factor': 'a factor or a term of the derivative is left out',
  doubled: 'the derivative, counted twice',
  'wrong function': 'the derivative of something else, or the wrong formula',
  'stale primal': 'made of a primal value that is not the right one, or taken to be constant',
  'zero derivative': 'nothing moves',
  'straight through': 'a tangent passes where nothing should',
  'not linear': 'what has to be linear in tangents is not',
  'squared cotangent': 'g² for g, which a cotangent of ones hides',
  'forgotten operand': 'an operand has no tangent or no cotangent',
  'swapped operands': 'what belongs to one operand goes to another',
  'forgotten reduction': 'what was spread is not added up again, or shares are not kept',
  'wrong axis': 'right along another axis',
  'transposed kernel':
    'a matrix or kernel is transposed or mirrored where it is not, or the reverse',
  'not transposed': 'the function itself in place of its transpose',
  'wrong attribute': 'padding, strides, dilations or bounds are exchanged or forgotten',
  'off by one': 'padding, strides, dilations or places are one off',
  'lost duplicates':
    'indices that come twice, or lie outside, are not treated as the value treats them',
  'doubled at ties': 'each of several equal elements in full',
  'wrong at a kink': 'another value than the one stated where there is no derivative',
  'unsafe at an edge': '0 · ∞ or 0 / 0 where there is a limit',
  'one wrong element': 'one element of a large array is half as large again',
  'NaN everywhere': 'every element is NaN',
  'Infinity somewhere': 'one element is infinite',
  'lost precision': 'right to some digits only, or in one element type',
  'wrong only at second order': 'the first derivative is right, its derivative is not',
  'wrong only in some shapes':
    'wrong from rank 3 on, along axes of size 1, or where an operand is empty',
  'wrong only for negative inputs': 'wrong where an operand is below 0',
  'wrong only where both move': 'each partial derivative is right, the total is not',
  'wrong only in reverse mode': 'the rule is told that it will be transposed, and errs',
  'wrong shape': 'a result of another shape',
  'wrong dtype': 'a result of another element type',
  'wrong program': 'a custom rule or checkpoint that uses its program wrongly',
  'wrong order in a batch': 'the right examples in the wrong places',
  'wrong example in a batch': 'one example for all of them, or batch axes mixed up',
  'wrong only in a nested batch': 'right in a batch, wrong in a batch of batches',
} as const

/** A kind of mistake. */
export type Kind = keyof typeof kinds
