/** The distance of two f32 in units in the last place. */
export const ulps = (a: number, b: number): number => {
  const order = (x: number): number => {
    const word = new Int32Array(Float32Array.of(x).buffer)[0] ?? 0
    return word < 0 ? -(word & 0x7fffffff) : word
  }
  return Math.abs(order(a) - order(b))
}
