import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { encodeModule, func } from '../../../../src/engine/wasm/encode/index.ts'
import {
  type InstructionName,
  instructions,
} from '../../../../src/engine/wasm/encode/instructions/index.ts'
import type {
  Immediates,
  Instruction,
  ValueType,
} from '../../../../src/engine/wasm/encode/types.ts'
import { type Value, op } from '../../../../src/engine/wasm/encode/value.ts'
import { webAssembly } from '../../../../src/engine/wasm/host.ts'
import { instantiate } from './run.ts'

const names = Object.keys(instructions) as readonly InstructionName[]

/** `op` for names that are not known before the test runs. */
const applied = op as (
  name: InstructionName,
  ...args: readonly (Value<ValueType> | number | readonly number[] | undefined)[]
) => Value<ValueType | 'none'>

const immediates: { readonly [I in keyof Immediates]: Immediates[I] } = {
  none: [],
  offset: [8],
  lane: [1],
  laneAndOffset: [1, 8],
  lanes: [Array.from({ length: 16 }, (_, i) => (7 * i) % 32)],
}

const single = (name: InstructionName) => {
  const { operands, result, immediate }: Instruction = instructions[name]
  return func('f', operands, result === 'none' ? [] : [result], (body, ...params) => {
    const value = applied(name, ...params, ...immediates[immediate])
    if (value.type !== 'none') return [value as Value<ValueType>]
    body.do(value as Value<'none'>)
    return []
  })
}

const isRelaxed = (name: string): boolean => name.includes('relaxed')

describe('the table', () => {
  it.each(names.filter((name) => !isRelaxed(name)))('%s is valid with its types', (name) => {
    const memory = { initial: 1, maximum: 1, shared: true }
    const { bytes } = encodeModule({ exports: [single(name)], memory })
    expect(webAssembly.validate(bytes)).toBe(true)
  })

  it('no two instructions are written alike', () => {
    const codes = names.map((name) => instructions[name].code.join())
    expect(new Set(codes).size).toBe(codes.length)
  })

  it('another type of an operand or result is not valid', () => {
    const other = { i32: 'i64', i64: 'i32', f32: 'f64', f64: 'f32', v128: 'i32' } as const
    for (const name of names.filter((one) => !isRelaxed(one))) {
      const { operands, result, immediate }: Instruction = instructions[name]
      operands.forEach((_, wrong) => {
        const types = operands.map((type, i) => (i === wrong ? other[type] : type))
        const broken = func('f', types, result === 'none' ? [] : [result], (body, ...params) => {
          const value = applied(name, ...params, ...immediates[immediate])
          if (value.type !== 'none') return [value as Value<ValueType>]
          body.do(value as Value<'none'>)
          return []
        })
        const memory = { initial: 1, maximum: 1, shared: true }
        expect(webAssembly.validate(encodeModule({ exports: [broken], memory }).bytes)).toBe(false)
      })
    }
  })

  it('a wrong name, type or immediate does not compile', () => {
    const x: Value<'f32'> = { type: 'f32', code: [] }
    const mistakes = [
      // @ts-expect-error: there is no such instruction
      () => op('f32.plus', x, x),
      // @ts-expect-error: an operand of another type
      () => op('i32.add', x, x),
      // @ts-expect-error: an operand is missing
      () => op('f32.add', x),
      // @ts-expect-error: no offset here
      () => op('f32.add', x, x, 4),
      // @ts-expect-error: the result is f32
      (): Value<'i32'> => op('f32.add', x, x),
    ]
    expect(mistakes.length).toBe(5)
  })
})

describe('scalar arithmetic is that of JavaScript', () => {
  type Two = (x: number, y: number) => number
  const integers: readonly (readonly [InstructionName, Two])[] = [
    ['i32.add', (x, y) => (x + y) | 0],
    ['i32.sub', (x, y) => (x - y) | 0],
    ['i32.mul', Math.imul],
    ['i32.and', (x, y) => x & y],
    ['i32.or', (x, y) => x | y],
    ['i32.xor', (x, y) => x ^ y],
    ['i32.shl', (x, y) => x << y],
    ['i32.shr_s', (x, y) => x >> y],
    ['i32.shr_u', (x, y) => (x >>> y) | 0],
    ['i32.rotl', (x, y) => (x << y) | (x >>> -y)],
    ['i32.rotr', (x, y) => (x >>> y) | (x << -y)],
    ['i32.eq', (x, y) => Number(x === y)],
    ['i32.ne', (x, y) => Number(x !== y)],
    ['i32.lt_s', (x, y) => Number(x < y)],
    ['i32.lt_u', (x, y) => Number(x >>> 0 < y >>> 0)],
    ['i32.gt_s', (x, y) => Number(x > y)],
    ['i32.gt_u', (x, y) => Number(x >>> 0 > y >>> 0)],
    ['i32.le_s', (x, y) => Number(x <= y)],
    ['i32.le_u', (x, y) => Number(x >>> 0 <= y >>> 0)],
    ['i32.ge_s', (x, y) => Number(x >= y)],
    ['i32.ge_u', (x, y) => Number(x >>> 0 >= y >>> 0)],
  ]
  it.each(integers)('%s', (name, f) => {
    const run = instantiate([single(name)])['f']
    fc.assert(
      fc.property(
        fc.integer(),
        fc.oneof(fc.integer(), fc.integer({ min: -40, max: 40 })),
        (x, y) => {
          expect(run?.(x, y)).toBe(f(x, y))
        },
      ),
    )
  })

  const floats: readonly (readonly [InstructionName, Two])[] = [
    ['f64.add', (x, y) => x + y],
    ['f64.sub', (x, y) => x - y],
    ['f64.mul', (x, y) => x * y],
    ['f64.div', (x, y) => x / y],
    ['f64.min', Math.min],
    ['f64.max', Math.max],
    ['f64.lt', (x, y) => Number(x < y)],
    ['f64.le', (x, y) => Number(x <= y)],
    ['f64.gt', (x, y) => Number(x > y)],
    ['f64.ge', (x, y) => Number(x >= y)],
    ['f64.eq', (x, y) => Number(x === y)],
    ['f64.ne', (x, y) => Number(x !== y)],
    ['f64.copysign', (x, y) => (y < 0 || Object.is(y, -0) ? -Math.abs(x) : Math.abs(x))],
  ]
  it.each(floats)('%s', (name, f) => {
    const run = instantiate([single(name)])['f']
    // the sign of NaN is nobody's
    fc.assert(
      fc.property(fc.double(), fc.double({ noNaN: name.endsWith('sign') }), (x, y) => {
        expect(run?.(x, y)).toBe(f(x, y))
      }),
    )
  })

  const singles: readonly (readonly [InstructionName, Two])[] = [
    ['f32.add', (x, y) => x + y],
    ['f32.sub', (x, y) => x - y],
    ['f32.mul', (x, y) => x * y],
    ['f32.div', (x, y) => x / y],
    ['f32.min', Math.min],
    ['f32.max', Math.max],
  ]
  it.each(singles)('%s', (name, f) => {
    const run = instantiate([single(name)])['f']
    fc.assert(
      fc.property(fc.float(), fc.float(), (x, y) => {
        expect(run?.(x, y)).toBe(Math.fround(f(x, y)))
      }),
    )
  })

  const unary: readonly (readonly [InstructionName, (x: number) => number])[] = [
    ['f64.abs', Math.abs],
    ['f64.neg', (x) => -x],
    ['f64.ceil', Math.ceil],
    ['f64.floor', Math.floor],
    ['f64.trunc', Math.trunc],
    ['f64.sqrt', Math.sqrt],
    ['f32.demote_f64', Math.fround],
    ['i32.trunc_sat_f64_s', (x) => Math.trunc(Math.min(Math.max(x, -(2 ** 31)), 2 ** 31 - 1)) | 0],
  ]
  it.each(unary)('%s', (name, f) => {
    const run = instantiate([single(name)])['f']
    fc.assert(
      fc.property(fc.oneof(fc.double(), fc.double({ min: -1e10, max: 1e10 })), (x) => {
        expect(run?.(x)).toBe(f(x))
      }),
    )
  })
})

describe('a vector instruction does to each lane what the scalar one does', () => {
  const scalarOf: Readonly<Record<string, 'i32' | 'i64' | 'f32' | 'f64'>> = {
    i32x4: 'i32',
    i64x2: 'i64',
    f32x4: 'f32',
    f64x2: 'f64',
  }
  /** f32x4.add and f32.add, where there are both. Comparisons of vectors give masks. */
  const pairs = names.flatMap((name) => {
    const [family = '', operation = ''] = name.split('.')
    const type = scalarOf[family]
    const scalar = `${type}.${operation}` as InstructionName
    return type !== undefined && scalar in instructions ? [{ name, scalar, type, family }] : []
  })

  it('there are many such pairs', () => {
    expect(pairs.length).toBeGreaterThan(50)
  })

  it.each(pairs)('$name', ({ name, scalar, type, family }) => {
    const { operands, result }: Instruction = instructions[scalar]
    const isComparison = operands.length === 2 && result === 'i32' && type !== 'i32'
    const isIntegerComparison = type === 'i32' && /^i32\.(eq|ne|lt|gt|le|ge)/.test(scalar)
    const splat = `${family}.splat` as InstructionName
    const extract = `${family}.extract_lane` as InstructionName
    const isMask = isComparison || isIntegerComparison
    const wide = func('wide', operands, [(isMask ? 'i32' : type) as ValueType], (_, ...params) => {
      const vectors = params.map((param, i) =>
        instructions[name].operands[i] === 'v128' ? applied(splat, param) : param,
      )
      // a shift of 64-bit lanes counts in 32 bits
      const counted = vectors.map((value, i) =>
        name.startsWith('i64x2.sh') && i === 1
          ? applied('i32.wrap_i64', value as Value<'i64'>)
          : value,
      )
      const vector = applied(name, ...(counted as readonly Value<ValueType>[]))
      const lane = applied(isMask ? 'i32x4.extract_lane' : extract, vector as Value<'v128'>, 1)
      return [lane as Value<ValueType>]
    })
    const narrow = func('narrow', operands, [result as ValueType], (_, ...params) => [
      applied(scalar, ...params) as Value<ValueType>,
    ])
    const run = instantiate([wide, narrow])
    const numbers = {
      i32: fc.oneof(fc.integer(), fc.integer({ min: -40, max: 40 })),
      i64: fc.oneof(fc.bigInt({ min: -(1n << 63n), max: (1n << 63n) - 1n }), fc.bigInt(-40n, 40n)),
      f32: fc.float(),
      f64: fc.double(),
      v128: fc.nat(),
    }
    const inputs = fc.tuple(...operands.map((one): fc.Arbitrary<number | bigint> => numbers[one]))
    fc.assert(
      fc.property(inputs, (xs) => {
        const narrowed = run['narrow']?.(...xs) as number | bigint
        expect(run['wide']?.(...xs)).toBe(isMask ? 0 - Number(narrowed) : narrowed)
      }),
    )
  })
})
