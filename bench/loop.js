/** The sum of f over all pairs, `repeats` times over; a module, so that it can be loaded afresh. */
export const total = (f, xs, ys, repeats) => {
  let sum = 0
  for (let repeat = 0; repeat < repeats; repeat++)
    for (let i = 0; i < xs.length; i++) sum += f(xs[i], ys[i])
  return sum
}
