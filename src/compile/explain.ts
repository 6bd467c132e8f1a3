import { flatten } from '../core/tree.ts'
import type { TensorType } from '../core/node.ts'
import { type Program, valueProgram } from '../core/program.ts'
import { defaultEngine } from '../engine/default.ts'
import { requireEngine } from '../engine/evaluate.ts'
import { operationsOf } from '../engine/passes/cost.ts'
import { describePlan } from '../engine/passes/describe-plan.ts'
import { grouped } from '../engine/passes/grouped.ts'
import { optimize } from '../engine/passes/optimize.ts'
import type { Plan } from '../engine/passes/plan.ts'
import { referenceEngine } from '../engine/reference/index.ts'
import { bytesIn } from '../engine/wasm/heap.ts'
import { lower } from '../engine/wasm/lower/lower.ts'
import { place } from '../engine/wasm/placement.ts'
import type { CompileOptions } from './compile.ts'
import { traceFunction } from './trace.ts'

const bytesOf = (types: readonly TensorType[]): number =>
  types.reduce((sum, type) => sum + bytesIn(type), 0)

const counted = (count: number, one: string): string => `${count} ${one}${count === 1 ? '' : 's'}`

/** What a plan takes. */
const summaryOf = (before: Program, plan: Plan): readonly string[] => {
  const { program, groups } = plan
  const { groups: lowered, tables } = lower(plan)
  const calls = lowered.flatMap((group) => group.calls)
  const kernels = calls.flatMap((call) => (call.kind === 'kernel' ? [call.call.kernel.key] : []))
  const references = calls.filter(({ kind }) => kind === 'reference').length
  const { shared } = place(plan, lowered, new Map(), tables)
  return [
    `${counted(before.equations.length, 'equation')}, simplified to ${program.equations.length}, in ${counted(groups.length, 'group')}`,
    `${counted(kernels.length, 'call')} of ${counted(new Set(kernels).size, 'kernel')}${references === 0 ? '' : `, ${references} of the reference engine`}`,
    `${counted(operationsOf(program), 'floating-point operation')} in products and convolutions`,
    `${counted(bytesOf(program.inputs), 'byte')} of inputs, ${bytesOf(program.constants)} of constants, ${shared} of everything that is computed`,
  ]
}

/**
 * How the WebAssembly engine computes a function, as text: the groups of operations that it computes
 * in one go, with what each keeps in memory; then how many equations, groups and calls there are,
 * the floating-point operations of products and convolutions (two for each product that is added
 * up), and the bytes of memory that the inputs, the constants and the rest take.
 *
 * `explain(f)(...examples)`: only the structure, shapes and element types of the examples matter.
 * What is static is part of the function, as in `compile`; `explain(compile(f))` says the same.
 *
 * Throws `UnknownValueError` where the function looks at a value.
 *
 * @example
 * import { T, type Tensor, explain } from 'cotangent'
 *
 * const layer = (x: Tensor<[4, 3]>, w: Tensor<[3, 5]>) => T.relu(T.matmul(x, w))
 * explain(layer)(T.zeros([4, 3]), T.zeros([3, 5]))
 * // contraction [4, 5]
 * //   c = dotGeneral a b
 * //   e = lessEqual c 0
 * //   f = select e 0 c
 * //   -> f: f32[4, 5]
 * //
 * // 5 equations, simplified to 4, in 1 group
 * // 1 call of 1 kernel
 * // 120 floating-point operations in products and convolutions
 * // 108 bytes of inputs, 4 of constants, 128 of everything that is computed
 */
export const explain =
  <A extends unknown[], R>(f: (...args: A) => R, options: CompileOptions = {}) =>
  (...examples: A): string => {
    const engine = options.engine ?? defaultEngine
    requireEngine('explain', engine)
    const { structure, leaves } = flatten(examples)
    const call = (...args: readonly unknown[]): unknown => f(...(args as A))
    const { program } = traceFunction('compile', call, structure, leaves, engine)
    const plan = grouped(optimize(valueProgram(program), referenceEngine))
    return [describePlan(plan), '', ...summaryOf(program, plan)].join('\n')
  }
