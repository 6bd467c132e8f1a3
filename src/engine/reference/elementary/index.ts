const erfcSeries = (x: number): number => {
  let sum = x
  let term = x
  for (let n = 1; n < 200; n++) {
    term *= (-x * x) / n
    sum += term / (2 * n + 1)
  }
  return (2 / Math.sqrt(Math.PI)) * sum
}
export const { cos, exp, expm1, log, log1p, sin, tanh } = Math
export const pow = (x: number, y: number): number => (x === 1 ? 1 : x ** y)
export const logistic = (x: number): number => 1 / (1 + Math.exp(-x))
export const erf = (x: number): number => (Math.abs(x) > 5 ? Math.sign(x) : erfcSeries(x))
export const erfInv32 = (x: number): number => x
export const erfInv64 = (x: number): number => x
