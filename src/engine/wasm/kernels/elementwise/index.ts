/**
 * Fused elementwise kernels: one loop that applies a small graph of primitives to every element of
 * its inputs, with nothing in between going through memory.
 */
import type { DType } from '../../../../core/dtype.ts'
import { type Attributes, none } from '../../../../core/primitives/primitive.ts'
import { type AnyFunc, type Body, type Local, func, i32, op } from '../../encode/index.ts'
import {
  type Lanes,
  WIDTH,
  bytesOf,
  keep,
  literal,
  load,
  loadFirst,
  loadScalar,
  store,
  storeFirst,
  variables,
} from './lanes.ts'
import { type ElementwiseName, rules } from './rules.ts'

export { type ElementwiseName, isElementwise } from './rules.ts'

/** An input of a kernel, and how its elements belong to those of the result. */
export interface Input {
  readonly dtype: DType
  /** `full`: the i-th element to the i-th; `scalar`: its only one to all. */
  readonly access: 'full' | 'scalar'
}

/** What a step works on: an input, the result of an earlier step, or a number. */
export type Operand =
  | { readonly input: number }
  | { readonly step: number }
  | { readonly literal: number; readonly dtype: DType }

/** One primitive of a graph. */
export interface Step {
  readonly primitive: ElementwiseName
  readonly operands: readonly Operand[]
  /** the element type of the result */
  readonly dtype: DType
  readonly attributes?: Attributes
}

/** A graph of elementwise primitives. */
export interface Elementwise {
  readonly inputs: readonly Input[]
  readonly steps: readonly Step[]
  /** the steps whose results are stored */
  readonly outputs: readonly number[]
}

/** Applies the steps to four elements of the inputs; gives the outputs. */
const compute = (
  body: Body,
  { steps, outputs }: Elementwise,
  inputs: readonly Lanes[],
): readonly Lanes[] => {
  const results: Lanes[] = []
  const operandOf = (operand: Operand): Lanes => {
    if ('literal' in operand) return literal(operand.dtype, operand.literal)
    const lanes = 'input' in operand ? inputs[operand.input] : results[operand.step]
    if (!lanes) throw new RangeError('an elementwise kernel refers to a step that comes later')
    return lanes
  }
  for (const { primitive, operands, dtype, attributes = none } of steps) {
    const parts = rules[primitive](body, operands.map(operandOf), dtype, attributes)
    results.push(keep(body, { dtype, parts }))
  }
  return outputs.flatMap((step) => results[step] ?? [])
}

/** Graphs that are longer gain nothing from unrolling. */
const LONG = 16
const UNROLLED = 2

/**
 * The function `(count, ...inputs, ...outputs)`: addresses of arrays of `count` elements, or of one
 * for a scalar. It reads and writes nothing outside of them, and an output may lie where an input of
 * as many bytes lies. The bits of a result do not depend on its place.
 */
export const elementwiseKernel = (name: string, graph: Elementwise): AnyFunc => {
  const params = ['count', ...graph.inputs, ...graph.outputs].map(() => 'i32' as const)
  return func(name, params, [], (body, ...locals) => {
    const [count = body.local('i32'), ...pointers] = locals
    const sources = pointers.slice(0, graph.inputs.length)
    const targets = pointers.slice(graph.inputs.length)
    const scalars = graph.inputs.map(({ dtype, access }, i) =>
      access === 'scalar' ? keep(body, loadScalar(dtype, sources[i] ?? count)) : null,
    )
    const streams: readonly (readonly [Local<'i32'>, DType])[] = [
      ...graph.inputs.flatMap(({ dtype, access }, i) => {
        const pointer = sources[i]
        return access === 'full' && pointer ? [[pointer, dtype] as const] : []
      }),
      ...targets.map((pointer, i) => [pointer, outputType(graph, i)] as const),
    ]
    const advance = (elements: number): void => {
      for (const [pointer, dtype] of streams) body.increase(pointer, elements * bytesOf[dtype])
      body.increase(count, -elements)
    }

    const whole = (block: number): void => {
      const inputs = graph.inputs.map(
        ({ dtype }, i) =>
          scalars[i] ??
          keep(body, load(dtype, sources[i] ?? count, block * WIDTH * bytesOf[dtype])),
      )
      compute(body, graph, inputs).forEach((lanes, i) => {
        store(body, lanes, targets[i] ?? count, block * WIDTH * bytesOf[lanes.dtype])
      })
    }
    const blocks = graph.steps.length > LONG ? 1 : UNROLLED
    body.while(op('i32.ge_s', count, i32(blocks * WIDTH)), () => {
      for (let block = 0; block < blocks; block++) whole(block)
      advance(blocks * WIDTH)
    })

    // what is left: the same code, reading and writing only as much as there is
    body.while(op('i32.gt_s', count, i32(0)), () => {
      const isWhole = body.let(op('i32.ge_s', count, i32(WIDTH)))
      const inputs = graph.inputs.map(({ dtype }, i) => {
        const scalar = scalars[i]
        if (scalar) return scalar
        const pointer = sources[i] ?? count
        const { lanes, set } = variables(body, dtype)
        body.if(
          isWhole,
          () => set(load(dtype, pointer)),
          () => set(loadFirst(dtype, pointer, count)),
        )
        return lanes
      })
      const outputs = compute(body, graph, inputs)
      body.if(
        isWhole,
        () => outputs.forEach((lanes, i) => store(body, lanes, targets[i] ?? count)),
        () => outputs.forEach((lanes, i) => storeFirst(body, lanes, targets[i] ?? count, count)),
      )
      advance(WIDTH)
    })
    return []
  })
}

/** The element type of an output. */
export const outputType = ({ steps, outputs }: Elementwise, i: number): DType =>
  steps[outputs[i] ?? -1]?.dtype ?? 'f32'
