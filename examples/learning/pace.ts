/**
 * The same values, with a look at the event loop before each: Ctrl-C, for example, is answered between
 * two steps of a long loop.
 */
export async function* paced<A>(values: Iterable<A>): AsyncGenerator<A, void, undefined> {
  for (const value of values) {
    await new Promise((resolve) => setImmediate(resolve))
    yield value
  }
}
