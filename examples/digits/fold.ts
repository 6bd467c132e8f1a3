/**
 * A loop is a fold: `Array.reduce` over anything that can be iterated. After each step the event
 * loop may look at what has happened in the meantime, Ctrl-C for example.
 */
const eventLoop = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

export const fold = async <S, A>(
  reducer: (state: S, input: A) => S | Promise<S>,
  initial: S,
  inputs: Iterable<A>,
): Promise<S> => {
  let state = initial
  for (const input of inputs) {
    state = await reducer(state, input)
    await eventLoop()
  }
  return state
}
