/** Our codecs beside those of io-ts, which they have to be taken for. */
import * as fc from 'fast-check'
import { isRight } from 'fp-ts/lib/Either.js'
import * as t from 'io-ts'
import { PathReporter } from 'io-ts/lib/PathReporter.js'
import { describe, expect, test } from 'vitest'
import { codec, failure, recordCodec, success } from '../../src/core/codec.ts'

/** Numbers as text, once by us and once by io-ts. */
const read = (u: unknown, context: t.Context): t.Validation<number> =>
  typeof u === 'string' && /^-?\d+$/.test(u)
    ? success(Number(u))
    : failure(u, context, 'expected digits')
const write = (value: number): string => String(value)
const ours = codec('digits', t.number.is, read, write)
const theirs = new t.Type('digits', t.number.is, read, write)

const fields = { a: t.string, b: t.number, c: t.undefined }
const record = (digits: t.Mixed) => ({ ...fields, d: digits })

/** Values that are sometimes right, and mostly nearly so. */
const value = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom('12', '-3', 4, 'x', null, undefined) },
  { weight: 1, arbitrary: fc.anything() },
)
const input = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ a: value, b: value, c: value, d: value }, { requiredKeys: [] }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      a: fc.string(),
      b: fc.integer(),
      c: fc.constant(undefined),
      d: fc.integer().map(String),
      more: value,
    }),
  },
  { weight: 1, arbitrary: fc.anything() },
)

/** What is wrong, by where: keys and values, and the messages that somebody has written. */
const errorsOf = (result: t.Validation<unknown>) =>
  result._tag === 'Right'
    ? null
    : result.left.map(({ value: wrong, context }) => [wrong, context.map(({ key }) => key)])

describe('a codec', () => {
  test('reads, writes and knows its values as one of io-ts does', () => {
    fc.assert(
      fc.property(value, (u) => {
        expect(ours.is(u)).toBe(theirs.is(u))
        const [mine, other] = [ours.decode(u), theirs.decode(u)]
        expect(errorsOf(mine)).toEqual(errorsOf(other))
        expect(isRight(mine) && mine.right).toEqual(isRight(other) && other.right)
      }),
    )
    expect(ours.encode(5)).toBe('5')
    expect([ours.asDecoder(), ours.asEncoder()]).toEqual([ours, ours])
  })

  test('is taken by the combinators of io-ts, and by its reporter', () => {
    const pair = t.type({ x: ours, y: t.array(ours) })
    expect(pair.decode({ x: '1', y: ['2', '3'] })).toEqual(success({ x: 1, y: [2, 3] }))
    expect(pair.encode({ x: 1, y: [2] })).toEqual({ x: '1', y: ['2'] })
    expect(PathReporter.report(pair.decode({ x: '1', y: ['2', 'z'] }))).toEqual(['expected digits'])
    expect(
      PathReporter.report(t.type({ x: recordCodec(fields) }).decode({ x: { a: 1, b: 1 } })),
    ).toEqual(
      PathReporter.report(
        t.type({ x: t.strict(fields, recordCodec(fields).name) }).decode({ x: { a: 1, b: 1 } }),
      ),
    )
  })

  test('pipes into one of io-ts, and one of io-ts into it', () => {
    const even = t.refinement(t.number, (n) => n % 2 === 0, 'even')
    const onto = ours.pipe(even)
    expect(onto.name).toBe(theirs.pipe(even).name)
    for (const u of ['4', '5', 'x', 4]) {
      expect(errorsOf(onto.decode(u))).toEqual(errorsOf(theirs.pipe(even).decode(u)))
      expect(isRight(onto.decode(u))).toBe(u === '4')
    }
    expect(onto.encode(6)).toBe('6')
    expect([onto.is(6), onto.is(5)]).toEqual([true, false])
    const from = t.string.pipe(ours as t.Type<number, string, string>)
    expect(from.decode('7')).toEqual(success(7))
    expect(isRight(from.decode(7))).toBe(false)
  })
})

describe('the codec of records', () => {
  const mine = recordCodec(record(ours))
  const other = t.strict(record(theirs))

  test('reads as t.strict does', () => {
    fc.assert(
      fc.property(input, (u) => {
        const [left, right] = [mine.decode(u), other.decode(u)]
        expect(errorsOf(left)).toEqual(errorsOf(right))
        if (left._tag === 'Right' && right._tag === 'Right')
          expect({ ...left.right }).toEqual({ ...right.right })
      }),
      { numRuns: 500 },
    )
  })

  test('knows and writes what it reads', () => {
    fc.assert(
      fc.property(input, (u) => {
        const result = mine.decode(u)
        expect(mine.is(u)).toBe(other.is(u))
        if (result._tag === 'Left') return
        expect(mine.is(result.right)).toBe(true)
        expect(mine.encode(result.right)).toEqual(other.encode(result.right as never))
        expect(mine.decode(mine.encode(result.right))).toEqual(result)
      }),
      { numRuns: 500 },
    )
  })

  test('leaves out what is no field, and says what is no record', () => {
    const whole = { a: '', b: 1, c: undefined, d: 2 }
    const { c, ...part } = whole
    expect([mine.is(whole), mine.is(part)]).toEqual([true, false])
    expect([other.is(whole), other.is(part), c]).toEqual([true, false, undefined])
    const one = recordCodec({ a: t.number })
    expect(one.decode({ a: 1, b: 2 })).toEqual(success({ a: 1 }))
    expect(one.encode({ a: 1, b: 2 })).toEqual({ a: 1 })
    expect(PathReporter.report(one.decode([1]))).toEqual(['expected an object, got an array of 1'])
    expect(PathReporter.report(one.decode(null))).toEqual(['expected an object, got null'])
  })
})
