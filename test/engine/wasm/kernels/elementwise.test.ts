import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type DType, type Storage, allocate, dtypes } from '../../../../src/core/dtype.ts'
import { variable } from '../../../../src/core/node.ts'
import { registry } from '../../../../src/core/primitives/index.ts'
import { type Attributes, none } from '../../../../src/core/primitives/primitive.ts'
import { kernels } from '../../../../src/engine/reference/index.ts'
import type { Kernel } from '../../../../src/engine/reference/kernel.ts'
import { encodeModule } from '../../../../src/engine/wasm/encode/index.ts'
import { webAssembly } from '../../../../src/engine/wasm/host.ts'
import {
  type ElementwiseName,
  rules,
} from '../../../../src/engine/wasm/kernels/elementwise/rules.ts'
import type { Code, Step as CodeStep } from '../../../../src/engine/wasm/lower/expression.ts'
import { elementwiseCall } from '../../../../src/engine/wasm/lower/elementwise.ts'
import { bytesOf } from '../../../../src/engine/wasm/kernels/elementwise/lanes.ts'
import { referenceImports, singleErrors } from '../../../../src/engine/wasm/math/index.ts'

const memory = new webAssembly.Memory({ initial: 16 })
const GUARD = 0xa5
const DATA = 64
const constructors = {
  f32: Float32Array,
  f64: Float64Array,
  i32: Int32Array,
  u32: Uint32Array,
  bool: Uint8Array,
} as const

type Run = (inputs: readonly Storage[], length: number) => readonly Storage[]

/** An input of a graph: an element for each of the result, or one for all. */
interface Input {
  readonly dtype: DType
  readonly access: 'full' | 'scalar'
}

/** What a step works on: an input, the result of an earlier step, or a number. */
type Operand =
  | { readonly input: number }
  | { readonly step: number }
  | { readonly literal: number; readonly dtype: DType }

/** One primitive of a graph. */
interface Step {
  readonly primitive: ElementwiseName
  readonly operands: readonly Operand[]
  readonly dtype: DType
  readonly attributes?: Attributes
}

/** A graph of elementwise primitives, and the steps whose results are stored. */
interface Elementwise {
  readonly inputs: readonly Input[]
  readonly steps: readonly Step[]
  readonly outputs: readonly number[]
}

const outputType = ({ steps, outputs }: Elementwise, i: number): DType =>
  steps[outputs[i] ?? -1]?.dtype ?? 'f32'

/** A graph as the code of an expression. */
const codeOf = ({ inputs, steps, outputs }: Elementwise): Code => {
  const coded: CodeStep[] = inputs.map(({ dtype }, read) => ({ kind: 'read', read, dtype }))
  const places: number[] = []
  const placeOf = (operand: Operand): number => {
    if ('input' in operand) return operand.input
    if ('step' in operand) return places[operand.step] ?? -1
    return coded.push({ kind: 'literal', value: operand.literal, dtype: operand.dtype }) - 1
  }
  for (const { primitive, operands, dtype, attributes = none } of steps) {
    const given = operands.map(placeOf)
    places.push(coded.push({ kind: 'apply', primitive, operands: given, dtype, attributes }) - 1)
  }
  return {
    steps: coded,
    reads: inputs.map(({ dtype, access }, slot) => ({
      slot,
      dtype,
      access: { offset: 0, strides: [access === 'full' ? 1 : 0] },
    })),
    outputs: outputs.map((step) => places[step] ?? -1),
  }
}

/** Compiles a graph; runs it on arrays that guard bytes follow, and looks whether they still stand. */
const compiled = (graph: Elementwise): Run => {
  const code = codeOf(graph)
  const callFor = (length: number, sources: readonly number[], targets: readonly number[]) =>
    elementwiseCall({ sizes: [length] }, code, (i) => sources[i] ?? 0, targets)[0]
  const instances = new Map<string, ReturnType<typeof instantiate>>()
  // every instance has constants of its own
  let free = DATA
  const instantiate = (kernel: NonNullable<ReturnType<typeof callFor>>['kernel']) => {
    const { bytes, dataEnd } = encodeModule({
      exports: [{ ...kernel.func, name: 'run' }],
      memory: { initial: 1 },
      dataStart: free,
    })
    free = Math.ceil(dataEnd / 16) * 16
    const { exports } = new webAssembly.Instance(new webAssembly.Module(bytes), {
      env: { memory },
      reference: referenceImports([0, 1, 2, 3]),
    })
    return exports['run']
  }
  const instanceFor = (length: number) => {
    const call = callFor(length, [], [])
    if (call === undefined) return undefined
    const known = instances.get(call.kernel.key) ?? instantiate(call.kernel)
    instances.set(call.kernel.key, known)
    return known
  }
  return (inputs, length) => {
    const run = instanceFor(length)
    const start = free
    let end = start
    // 8 more than a multiple of 16, as addresses need not be aligned
    const place = (size: number): number => {
      const address = Math.ceil(end / 16) * 16 + 8
      end = address + size + 16
      return address
    }
    const sources = inputs.map((input) => place(input.byteLength))
    const types = graph.outputs.map((_, i) => outputType(graph, i))
    const targets = types.map((dtype) => place(length * bytesOf[dtype]))
    const all = new Uint8Array(memory.buffer)
    all.fill(GUARD, start, end)
    inputs.forEach((input, i) => {
      all.set(new Uint8Array(input.buffer, input.byteOffset, input.byteLength), sources[i])
    })
    const before = all.slice(start, end)
    const call = callFor(length, sources, targets)
    if (call) run?.(0, call.units, ...(call.args as readonly number[]))
    const results = types.map((dtype, i) => {
      const [from = 0, size] = [targets[i], length * bytesOf[dtype]]
      const result = new constructors[dtype](all.slice(from, from + size).buffer)
      all.fill(GUARD, from, from + size)
      return result
    })
    expect(Buffer.compare(before, all.slice(start, end))).toBe(0)
    return results
  }
}

/** The same by the reference kernels, one after the other. */
const referenceRun =
  (graph: Elementwise): Run =>
  (inputs, length) => {
    const results: Storage[] = []
    const valueOf = (operand: Operand): { readonly dtype: DType; readonly value: Storage } => {
      if ('literal' in operand) {
        return {
          dtype: operand.dtype,
          value: allocate(operand.dtype, length).fill(operand.literal),
        }
      }
      if ('step' in operand) {
        const dtype = graph.steps[operand.step]?.dtype ?? 'f32'
        return { dtype, value: results[operand.step] ?? allocate(dtype, 0) }
      }
      const { dtype = 'f32', access } = graph.inputs[operand.input] ?? {}
      const value = inputs[operand.input] ?? allocate(dtype, 0)
      return {
        dtype,
        value: access === 'scalar' ? allocate(dtype, length).fill(value[0] ?? 0) : value,
      }
    }
    for (const { primitive, operands, dtype, attributes = none } of graph.steps) {
      const kernel = kernels[primitive] as Kernel<Attributes>
      const values = operands.map((operand) => ({ ...valueOf(operand), shape: [length] }))
      results.push(kernel(values, { shape: [length], dtype }, attributes))
    }
    return graph.outputs.flatMap((step) => results[step] ?? [])
  }

const f = Math.fround
const specials: { readonly [D in DType]: readonly number[] } = {
  f32: [
    0,
    -0,
    1,
    -1,
    0.5,
    -0.5,
    1.5,
    2.5,
    -2.5,
    2,
    3,
    1e-45,
    -1e-45,
    f(1e-38),
    f(-1e-40),
    f(1e38),
    f(3e38),
    f(-3e38),
    Infinity,
    -Infinity,
    NaN,
    2 ** 23,
    2 ** 24 + 2,
    -(2 ** 31),
    2 ** 31,
    2 ** 32,
    4294967040,
    2147483520,
    f(0.1),
    f(-7.3),
    100,
    -100,
    17,
  ],
  f64: [
    0,
    -0,
    1,
    -1,
    0.5,
    -0.5,
    1.5,
    2.5,
    -2.5,
    2,
    3,
    5e-324,
    -5e-324,
    1e-308,
    1e308,
    -1e308,
    Infinity,
    -Infinity,
    NaN,
    2 ** 52,
    2 ** 53,
    -(2 ** 31),
    2 ** 31,
    2 ** 32,
    4294967295.5,
    2147483647.5,
    -2147483648.5,
    0.1,
    -7.3,
    100,
    -100,
    1e-40,
    1e39,
    17,
  ],
  i32: [
    0, 1, -1, 2, -2, 3, 7, -7, 31, 32, 33, -31, 2147483647, -2147483648, 65536, 16777217, -16777217,
  ],
  u32: [0, 1, 2, 3, 7, 31, 32, 33, 2147483647, 2147483648, 4294967295, 65536, 16777217, 4294967167],
  bool: [0, 1],
}

const elements: { readonly [D in DType]: fc.Arbitrary<number> } = {
  f32: fc.oneof(
    fc.constantFrom(...specials.f32),
    fc.float(),
    fc.float({ min: -10, max: 10, noNaN: true }),
  ),
  f64: fc.oneof(
    fc.constantFrom(...specials.f64),
    fc.double(),
    fc.double({ min: -10, max: 10, noNaN: true }),
  ),
  i32: fc.oneof(fc.constantFrom(...specials.i32), fc.integer(), fc.integer({ min: -40, max: 40 })),
  u32: fc.oneof(fc.constantFrom(...specials.u32), fc.nat(0xffffffff), fc.nat(40)),
  bool: fc.constantFrom(0, 1),
}

const storage = (dtype: DType, values: readonly number[]): Storage => {
  const array = allocate(dtype, values.length)
  array.set(values)
  return array
}

/** How far results of a graph may be off, in ulps of single precision: 0 is bit for bit. */
const equals = (found: Storage, wanted: Storage, ulps: number): void => {
  expect(found.length).toBe(wanted.length)
  for (let i = 0; i < found.length; i++) {
    const [x = 0, y = 0] = [found[i], wanted[i]]
    if (Object.is(x, y)) continue
    const scale = 2 ** (Math.floor(Math.log2(Math.max(Math.abs(y), 2 ** -126))) - 23)
    // the reference is rounded, which is another half
    if (Math.abs(x - y) <= (ulps + 0.5) * scale && ulps > 0 && x !== 0) continue
    expect(x, `element ${i} of ${found.length}`).toBe(y)
  }
}

const names = Object.keys(rules) as readonly ElementwiseName[]
const counts: { readonly [N in ElementwiseName]?: number } = { select: 3 }
const binaryNames = new Set<string>([
  'add',
  'sub',
  'mul',
  'div',
  'max',
  'min',
  'remainder',
  'pow',
  'atan2',
  'bitAnd',
  'bitOr',
  'bitXor',
  'shiftLeft',
  'shiftRight',
  'equal',
  'less',
  'lessEqual',
])
const arity = (name: ElementwiseName): number => counts[name] ?? (binaryNames.has(name) ? 2 : 1)

interface Signature {
  readonly primitive: ElementwiseName
  readonly operands: readonly DType[]
  readonly dtype: DType
  readonly attributes: Attributes
}

/** The element types that a primitive takes, asked of its own shape rule. */
const signaturesOf = (primitive: ElementwiseName): readonly Signature[] => {
  const attributes: readonly Attributes[] =
    primitive === 'convert'
      ? dtypes.map((dtype) => ({ dtype }))
      : primitive === 'polygamma'
        ? [{ order: 0 }, { order: 1 }, { order: 2 }]
        : [none]
  return attributes.flatMap((one) =>
    dtypes.flatMap((dtype): readonly Signature[] => {
      const operands: readonly DType[] =
        primitive === 'select' ? ['bool', dtype, dtype] : Array(arity(primitive)).fill(dtype)
      const nodes = operands.map((operand) => variable({ shape: [4], dtype: operand }, 'trace'))
      try {
        const result = registry[primitive].infer(nodes, one as never)
        return [{ primitive, operands, dtype: result.dtype, attributes: one }]
      } catch {
        return []
      }
    }),
  )
}

const signatures = names.flatMap(signaturesOf)

const tolerance = ({ primitive, dtype }: Signature): number =>
  dtype === 'f32' && primitive in singleErrors
    ? singleErrors[primitive as keyof typeof singleErrors]
    : 0

const label = ({ primitive, operands, attributes }: Signature): string =>
  `${primitive}(${operands.join(', ')}) ${JSON.stringify(attributes)}`

/** All tuples of special values. */
const product = (types: readonly DType[]): readonly (readonly number[])[] =>
  types.reduce<readonly (readonly number[])[]>(
    (tuples, dtype) => tuples.flatMap((tuple) => specials[dtype].map((x) => [...tuple, x])),
    [[]],
  )

describe('every primitive and element type has the bits of the reference', () => {
  it('there is a rule for every elementwise primitive', () => {
    const wanted = Object.values(registry).filter(({ family }) => family === 'elementwise')
    expect(names.toSorted()).toEqual(wanted.map(({ name }) => name).toSorted())
  })

  it.each(signatures.map((one) => [label(one), one] as const))('%s', (_, signature) => {
    const { operands, dtype, primitive, attributes } = signature
    const graph: Elementwise = {
      inputs: operands.map((operand) => ({ dtype: operand, access: 'full' })),
      steps: [{ primitive, operands: operands.map((_, input) => ({ input })), dtype, attributes }],
      outputs: [0],
    }
    const [run, wanted] = [compiled(graph), referenceRun(graph)]
    const holds = (tuples: readonly (readonly number[])[]): void => {
      const inputs = operands.map((operand, k) =>
        storage(
          operand,
          tuples.map((tuple) => tuple[k] ?? 0),
        ),
      )
      const [found] = run(inputs, tuples.length)
      const [exact] = wanted(inputs, tuples.length)
      if (!found || !exact) throw new RangeError('no output')
      equals(found, exact, tolerance(signature))
    }
    holds(product(operands))
    for (let length = 0; length <= 67; length++) holds(product(operands).slice(-length - 3, -3))
    fc.assert(
      fc.property(
        fc.array(fc.tuple(...operands.map((one) => elements[one])), { maxLength: 67 }),
        holds,
      ),
      { numRuns: 30 },
    )
  })
})

describe('graphs', () => {
  const exact = signatures.filter(
    (one) => tolerance(one) === 0 && !['lgamma', 'polygamma'].includes(one.primitive),
  )

  /** Graphs of exact primitives, whose operands are inputs, scalars, literals or earlier steps. */
  const graphs: fc.Arbitrary<Elementwise> = fc
    .tuple(
      fc.array(
        fc.record({ pick: fc.nat(), choices: fc.array(fc.nat(), { minLength: 3, maxLength: 3 }) }),
        {
          minLength: 1,
          maxLength: 25,
        },
      ),
      fc.array(fc.boolean(), { minLength: 10, maxLength: 10 }),
      fc.array(fc.nat(), { minLength: 1, maxLength: 3 }),
    )
    .map(([plans, isScalar, ends]) => {
      const inputs = isScalar.map((scalar, i) => ({
        dtype: dtypes[i % dtypes.length] ?? 'f32',
        access: scalar ? ('scalar' as const) : ('full' as const),
      }))
      const steps: Step[] = []
      for (const { pick, choices } of plans) {
        const { primitive, operands, dtype, attributes } = exact[pick % exact.length] as Signature
        const found = operands.map((wanted, k): Operand => {
          const candidates: readonly Operand[] = [
            ...inputs.flatMap((one, input) => (one.dtype === wanted ? [{ input }] : [])),
            ...steps.flatMap((one, step) => (one.dtype === wanted ? [{ step }, { step }] : [])),
            {
              literal: specials[wanted][(choices[k] ?? 0) % specials[wanted].length] ?? 0,
              dtype: wanted,
            },
          ]
          return candidates[(choices[k] ?? 0) % candidates.length] as Operand
        })
        steps.push({ primitive, operands: found, dtype, attributes })
      }
      return { inputs, steps, outputs: ends.map((end) => end % steps.length) }
    })

  it('fused, they have the bits of one kernel after the other, at every length', () => {
    fc.assert(
      fc.property(
        graphs,
        fc.nat(67),
        fc.tuple(
          ...dtypes.map((dtype) => fc.array(elements[dtype], { minLength: 67, maxLength: 67 })),
        ),
        (graph, length, values) => {
          const inputs = graph.inputs.map(({ dtype, access }, i) =>
            storage(
              dtype,
              (values[i % dtypes.length] ?? []).slice(0, access === 'scalar' ? 1 : length),
            ),
          )
          const found = compiled(graph)(inputs, length)
          referenceRun(graph)(inputs, length).forEach((wanted, i) => {
            equals(found[i] ?? allocate('f32', 0), wanted, 0)
          })
        },
      ),
      { numRuns: 300 },
    )
  })

  it('an output may take the place of an input', () => {
    const graph: Elementwise = {
      inputs: [{ dtype: 'f32', access: 'full' }],
      steps: [{ primitive: 'mul', operands: [{ input: 0 }, { input: 0 }], dtype: 'f32' }],
      outputs: [0],
    }
    const [call] = elementwiseCall({ sizes: [39] }, codeOf(graph), () => 1024, [1024])
    if (call === undefined) throw new RangeError('39 elements take a call')
    const { bytes } = encodeModule({
      exports: [{ ...call.kernel.func, name: 'run' }],
      memory: { initial: 1 },
    })
    const { exports } = new webAssembly.Instance(new webAssembly.Module(bytes), { env: { memory } })
    const view = new Float32Array(memory.buffer, 1024, 39)
    view.forEach((_, i) => (view[i] = i))
    exports['run']?.(0, call.units, ...(call.args as readonly number[]))
    expect([...view]).toEqual(Array.from({ length: 39 }, (_, i) => i * i))
  })

  it('the same number gives the same bits wherever it stands', () => {
    for (const primitive of ['exp', 'tanh', 'sin', 'erf', 'pow', 'logistic'] as const) {
      const operands = Array.from({ length: arity(primitive) }, () => ({ input: 0 }))
      const graph: Elementwise = {
        inputs: [{ dtype: 'f32', access: 'full' }],
        steps: [{ primitive, operands, dtype: 'f32' }],
        outputs: [0],
      }
      const run = compiled(graph)
      fc.assert(
        fc.property(
          elements.f32,
          fc.array(elements.f32, { minLength: 1, maxLength: 30 }),
          (x, xs) => {
            const [alone] = run([storage('f32', [x])], 1)
            const mixed = xs.flatMap((y) => [y, x])
            const [together] = run([storage('f32', mixed)], mixed.length)
            for (let i = 1; i < mixed.length; i += 2) expect(together?.[i]).toBe(alone?.[0])
          },
        ),
        { numRuns: 30 },
      )
    }
  })
})
