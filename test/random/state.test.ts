/** Keys as a State of fp-ts: what is threaded for you is what you would thread by hand. */
import fc from 'fast-check'
import { pipe } from 'fp-ts/lib/function.js'
import * as S from 'fp-ts/lib/State.js'
import { expect, test } from 'vitest'
import { R, T } from '../../src/index.ts'
import { key as keys } from '../../src/laws/arbitrary/key.ts'
import { usesKeysOnce } from '../../src/laws/law/key-reuse.ts'

const draw = (key: R.Key) => R.normal(key, [2])

test('a sampler splits, draws from one half and leaves the other', () => {
  fc.assert(
    fc.property(keys(), (key) => {
      const [left, own] = R.split(key)
      const [value, after] = R.sampler(draw)(key)
      expect(T.toArray(value)).toEqual(T.toArray(draw(own)))
      expect(T.toArray(after)).toEqual(T.toArray(left))
    }),
    { numRuns: 20 },
  )
})

test('a traversal threads the key from one to the next', () => {
  const three = S.traverseArray(() => R.sampler(draw))([0, 0, 0])
  fc.assert(
    fc.property(keys(), (key) => {
      const drawn: unknown[] = []
      let current = key
      for (let i = 0; i < 3; i++) {
        const [left, own] = R.split(current)
        drawn.push(T.toArray(draw(own)))
        current = left
      }
      expect(S.evaluate(key)(three).map((x) => T.toArray(x))).toEqual(drawn)
    }),
    { numRuns: 10 },
  )
})

test('programs made with chain use each key once', () => {
  const program = pipe(
    R.sampler(draw),
    S.chain((x) =>
      pipe(
        R.next,
        S.map((key) => T.add(x, R.normal(key, [2]))),
      ),
    ),
    S.chain((x) => S.sequenceArray([S.of(x), R.sampler(draw)])),
  )
  expect(usesKeysOnce((key: R.Key) => program(key), [R.key(0)])).toBeNull()
})

test('left and right identity, associativity', () => {
  const f = (x: ReturnType<typeof draw>) => R.sampler((key) => T.add(x, draw(key)))
  const read = ([x, key]: readonly [ReturnType<typeof draw>, R.Key]) => [
    T.toArray(x),
    T.toArray(key),
  ]
  const m = R.sampler(draw)
  const start = T.ones([2])
  fc.assert(
    fc.property(keys(), (key) => {
      expect(read(pipe(S.of<R.Key, typeof start>(start), S.chain(f))(key))).toEqual(
        read(f(start)(key)),
      )
      expect(
        read(
          pipe(
            m,
            S.chain((x) => S.of(x)),
          )(key),
        ),
      ).toEqual(read(m(key)))
      const left = pipe(m, S.chain(f), S.chain(f))
      const right = pipe(
        m,
        S.chain((x) => pipe(f(x), S.chain(f))),
      )
      expect(read(left(key))).toEqual(read(right(key)))
    }),
    { numRuns: 10 },
  )
})
