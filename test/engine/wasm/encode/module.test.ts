import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  addressOf,
  call,
  data,
  encodeModule,
  f32,
  f32x4,
  f64,
  f64x2,
  func,
  getGlobal,
  global,
  i32,
  i32x4,
  i64,
  i64x2,
  importedFunc,
  op,
  select,
  setGlobal,
  v128,
} from '../../../../src/engine/wasm/encode/index.ts'
import { webAssembly } from '../../../../src/engine/wasm/host.ts'
import { instantiate } from './run.ts'

describe('control flow', () => {
  const sum = func('sum', ['i32', 'i32'], ['f32'], (body, pointer, count) => {
    const total = body.local('f32')
    body.while(count, () => {
      body.set(total, op('f32.add', total, op('f32.load', pointer)))
      body.increase(pointer, 4)
      body.increase(count, -1)
    })
    return [total]
  })

  it('while runs as often as its condition holds, also never', () => {
    const memory = new webAssembly.Memory({ initial: 1 })
    const run = instantiate([sum], memory)['sum']
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -1000, max: 1000 }), { maxLength: 50 }), (xs) => {
        new Float32Array(memory.buffer).set(xs, 4)
        expect(run?.(16, xs.length)).toBe(xs.reduce((a, b) => a + b, 0))
      }),
    )
  })

  it('branches leave the block that they name, however deep they are', () => {
    const steps = func('steps', ['i32'], ['i32'], (body, x) => {
      const done = body.local('i32')
      body.block((outer) => {
        body.block((inner) => {
          body.if(
            op('i32.eq', x, i32(0)),
            () => body.branch(outer),
            () => {
              body.loop((again) => {
                body.increase(done, 1)
                body.branchIf(inner, op('i32.eq', done, x))
                body.branch(again)
              })
            },
          )
        })
        body.increase(done, 100)
      })
      return [done]
    })
    const run = instantiate([steps])['steps']
    expect([0, 1, 7].map((x) => run?.(x))).toEqual([0, 101, 107])
  })

  it('return leaves the function early', () => {
    const early = func('early', ['i32'], ['i32'], (body, x) => {
      body.if(x, () => body.return(i32(5)))
      return [i32(6)]
    })
    const run = instantiate([early])['early']
    expect([run?.(1), run?.(0)]).toEqual([5, 6])
  })

  it('let computes once, set is seen where the value is used', () => {
    const f = func('f', ['i32'], ['i32'], (body, x) => {
      const before = body.let(op('i32.mul', x, i32(10)))
      const later = op('i32.mul', x, i32(1000))
      body.set(x, op('i32.add', x, i32(1)))
      return [op('i32.add', before, later)]
    })
    expect(instantiate([f])['f']?.(3)).toBe(4030)
  })

  it('select', () => {
    const f = func('f', ['i32'], ['f64'], (_, x) => [select(x, f64(1.5), f64(-2))])
    const run = instantiate([f])['f']
    expect([run?.(7), run?.(0)]).toEqual([1.5, -2])
  })
})

describe('constants', () => {
  it.each([0, 1, -1, 63, 64, -64, -65, 2 ** 31 - 1, -(2 ** 31)])('i32 %d', (x) => {
    expect(instantiate([func('f', [], ['i32'], () => [i32(x)])])['f']?.()).toBe(x)
  })
  it.each([0n, -1n, 1n << 62n, -(1n << 63n)])('i64 %d', (x) => {
    expect(instantiate([func('f', [], ['i64'], () => [i64(x)])])['f']?.()).toBe(x)
  })
  it.each([0, -0, 0.1, NaN, Infinity, 5e-324])('f64 %d', (x) => {
    expect(instantiate([func('f', [], ['f64'], () => [f64(x)])])['f']?.()).toBe(x)
  })
  it('f32 is rounded once', () => {
    const run = instantiate([func('f', [], ['f32'], () => [f32(0.1)])])['f']
    expect(run?.()).toBe(Math.fround(0.1))
  })
  it('vectors repeat their element', () => {
    const memory = new webAssembly.Memory({ initial: 1 })
    const f = func('f', [], [], (body) => {
      body.do(op('v128.store', i32(0), f32x4(0.1)))
      body.do(op('v128.store', i32(0), f64x2(0.1), 16))
      body.do(op('v128.store', i32(0), i32x4(-3), 32))
      body.do(op('v128.store', i32(0), i64x2(-(1n << 40n)), 48))
      body.do(op('v128.store', i32(0), v128(Array.from({ length: 16 }, (_, i) => i)), 64))
      return []
    })
    instantiate([f], memory)['f']?.()
    expect([...new Float32Array(memory.buffer, 0, 4)]).toEqual(Array(4).fill(Math.fround(0.1)))
    expect([...new Float64Array(memory.buffer, 16, 2)]).toEqual([0.1, 0.1])
    expect([...new Int32Array(memory.buffer, 32, 4)]).toEqual([-3, -3, -3, -3])
    expect([...new BigInt64Array(memory.buffer, 48, 2)]).toEqual(Array(2).fill(-(1n << 40n)))
    expect([...new Uint8Array(memory.buffer, 64, 16)]).toEqual(
      Array.from({ length: 16 }, (_, i) => i),
    )
  })
})

describe('vectors and memory', () => {
  it('a shuffle takes each byte from where it says', () => {
    const memory = new webAssembly.Memory({ initial: 1 })
    const bytes = new Uint8Array(memory.buffer)
    const lanes = fc.array(fc.nat(31), { minLength: 16, maxLength: 16 })
    fc.assert(
      fc.property(lanes, fc.uint8Array({ minLength: 32, maxLength: 32 }), (places, content) => {
        const f = func('f', [], [], (body) => {
          const [x, y] = [op('v128.load', i32(0)), op('v128.load', i32(0), 16)]
          body.do(op('v128.store', i32(32), op('i8x16.shuffle', x, y, places)))
          return []
        })
        bytes.set(content)
        instantiate([f], memory)['f']?.()
        expect(Array.from(bytes.subarray(32, 48))).toEqual(places.map((place) => content[place]))
      }),
      { numRuns: 30 },
    )
  })

  it('lanes are loaded and stored at their offset', () => {
    const memory = new webAssembly.Memory({ initial: 1 })
    const numbers = new Float64Array(memory.buffer)
    numbers.set([1.5, 2.5, 3.5, 4.5])
    const f = func('f', [], ['f64'], (body) => {
      const x = body.let(op('v128.load64_lane', i32(0), f64x2(9), 1, 24))
      body.do(op('v128.store64_lane', i32(32), x, 1, 8))
      return [op('f64x2.extract_lane', x, 0)]
    })
    expect(instantiate([f], memory)['f']?.()).toBe(9)
    expect(numbers[5]).toBe(4.5)
  })

  it('memory is filled and copied', () => {
    const memory = new webAssembly.Memory({ initial: 1 })
    const f = func('f', [], [], (body) => {
      body.do(op('memory.fill', i32(4), i32(7), i32(3)))
      body.do(op('memory.copy', i32(10), i32(3), i32(3)))
      return []
    })
    instantiate([f], memory)['f']?.()
    expect([...new Uint8Array(memory.buffer, 0, 14)]).toEqual([
      0, 0, 0, 0, 7, 7, 7, 0, 0, 0, 0, 7, 7, 0,
    ])
  })

  it('atomic addition counts up in shared memory', () => {
    const memory = new webAssembly.Memory({ initial: 1, maximum: 2, shared: true })
    const f = func('f', [], ['i32'], () => [op('i32.atomic.rmw.add', i32(8), i32(5))])
    const { bytes } = encodeModule({
      exports: [f],
      memory: { initial: 1, maximum: 2, shared: true },
    })
    const instance = new webAssembly.Instance(new webAssembly.Module(bytes), { env: { memory } })
    const run = instance.exports['f'] as () => number
    expect([run(), run(), run()]).toEqual([0, 5, 10])
  })
})

describe('modules', () => {
  const square = func('square', ['f64'], ['f64'], (_, x) => [op('f64.mul', x, x)])

  it('take up what their functions call, once', () => {
    const fourth = func('fourth', ['f64'], ['f64'], (_, x) => [call(square, call(square, x))])
    const one = encodeModule({ exports: [fourth], memory: null }).bytes
    const both = encodeModule({ exports: [fourth, square], memory: null }).bytes
    expect(instantiate([fourth])['fourth']?.(3)).toBe(81)
    // one more export, no more code
    expect(both.length - one.length).toBe(1 + 'square'.length + 2)
  })

  it('functions may have several results', () => {
    const divide = func('divide', ['i32', 'i32'], ['i32', 'i32'], (_, x, y) => [
      op('i32.div_s', x, y),
      op('i32.rem_s', x, y),
    ])
    const f = func('f', ['i32', 'i32'], ['i32'], (body, x, y) => {
      const [quotient, rest] = body.call(divide, x, y)
      return [op('i32.add', op('i32.mul', quotient, i32(1000)), rest)]
    })
    expect(instantiate([f, divide])['f']?.(47, 5)).toBe(9002)
    expect(instantiate([divide])['divide']?.(47, 5)).toEqual([9, 2])
  })

  it('a function written in place does what a call does', () => {
    const next = func('next', ['i32'], ['i32'], (body, x) => {
      body.increase(x, 1)
      return [op('i32.mul', x, x)]
    })
    const f = func('f', ['i32'], ['i32'], (body, x) => {
      const [square] = body.inline(next, x)
      return [op('i32.add', body.let(square), op('i32.mul', x, i32(1000)))]
    })
    // its parameter is its own: x is not increased
    expect(instantiate([f])['f']?.(3)).toBe(3016)
  })

  it('imported functions are called', () => {
    const outer = importedFunc('own', 'twice', ['f64'], ['f64'])
    const f = func('f', ['f64'], ['f64'], (_, x) => [
      op('f64.add', call(outer, x), call(square, x)),
    ])
    expect(instantiate([f], null, { twice: (x: number) => 2 * x })['f']?.(5)).toBe(35)
  })

  it('globals keep their value between calls', () => {
    const counter = global('counter', i32(40))
    const f = func('f', [], ['i32'], (body) => {
      body.do(setGlobal(counter, op('i32.add', getGlobal(counter), i32(1))))
      return [getGlobal(counter)]
    })
    const { f: run } = instantiate([f])
    expect([run?.(), run?.()]).toEqual([41, 42])
  })

  it('constants lie aligned behind the start, and the end is told', () => {
    const [first, second] = [data(() => [1, 2, 3]), data(() => [4, 5])]
    const f = func('f', [], ['i32', 'i32'], () => [addressOf(first), addressOf(second)])
    const memory = new webAssembly.Memory({ initial: 1 })
    expect(instantiate([f], memory, {}, 64)['f']?.()).toEqual([64, 80])
    expect([...new Uint8Array(memory.buffer, 64, 3)]).toEqual([1, 2, 3])
    expect([...new Uint8Array(memory.buffer, 80, 2)]).toEqual([4, 5])
    const source = { exports: [f], memory: { initial: 1 }, dataStart: 64 }
    expect(encodeModule(source).dataEnd).toBe(82)
  })

  it('a start that depends on how many bytes there are is asked for once, and only if there are any', () => {
    const constant = data(() => [1, 2, 3])
    const f = func('f', [], ['i32'], () => [addressOf(constant)])
    const asked: number[] = []
    const dataStart = (bytes: number): number => {
      asked.push(bytes)
      return 64
    }
    const memory = { initial: 1 }
    const fixed = encodeModule({ exports: [f], memory, dataStart: 64 })
    expect(encodeModule({ exports: [f], memory, dataStart })).toEqual(fixed)
    expect(asked).toEqual([3])
    const without = func('f', [], ['i32'], () => [i32(1)])
    expect(encodeModule({ exports: [without], memory, dataStart }).dataEnd).toBe(0)
    expect(asked).toEqual([3])
  })

  it('a long function keeps all its code', () => {
    const f = func('f', ['i32'], ['i32'], (body, x) => {
      for (let i = 0; i < 3000; i++) body.increase(x, i)
      return [x]
    })
    expect(instantiate([f])['f']?.(1)).toBe(1 + (2999 * 3000) / 2)
  })
})
