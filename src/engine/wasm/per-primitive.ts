import { type Storage, allocate } from '../../core/dtype.ts'
import type { TensorType } from '../../core/node.ts'
import { isPrimitive } from '../../core/primitives/index.ts'
import type { Attributes } from '../../core/primitives/primitive.ts'
import type { Equation, Program } from '../../core/program.ts'
import { sizeOf } from '../../core/shape/dimension.ts'
import type { Engine } from '../engine.ts'
import { kernels } from '../reference/index.ts'
import type { Kernel, Operand } from '../reference/kernel.ts'
import { encodeModule } from './encode/index.ts'
import { type Memory, type Module, webAssembly } from './host.ts'
import { ways } from './kernels/index.ts'
import { type Argument, type Plan, type Select, bytesOf } from './kernels/plan.ts'
import { growingMemory } from './memory.ts'

/** What computes one equation. */
type Step = Plan | 'same bytes' | 'reference'

/** A tensor of the program and where it lies in memory. */
interface Slot extends TensorType {
  readonly address: number
}

/** Everything about a program that is known before it runs. */
interface Prepared {
  readonly program: Program
  readonly slots: readonly Slot[]
  readonly steps: readonly Step[]
  /** the first address behind all slots */
  readonly free: number
  /** bytes of memory altogether */
  readonly bytes: number
  readonly module: Module
}

const stepOf = (slots: readonly TensorType[], equation: Equation): Step => {
  const way = isPrimitive(equation.primitive) ? ways[equation.primitive] : 'same bytes'
  if (way === 'same bytes') return way
  if (way === 'reference' || way === 'elementwise') return 'reference'
  // the registry pairs each name with its attributes, which a program cannot say in types
  return (way as Select<Attributes>)(
    equation.operands.map((slot) => at(slots, slot)),
    equation,
    equation.attributes,
  )
}

const at = <T>(list: readonly T[], i: number): T => {
  const item = list[i]
  if (item === undefined) throw new RangeError(`the program has no slot ${i}`)
  return item
}

const aligned = (address: number): number => Math.ceil(address / 16) * 16

const bytesIn = ({ shape, dtype }: TensorType): number => sizeOf(shape) * bytesOf(dtype)

const isPlan = (step: Step): step is Plan => typeof step !== 'string'

const prepare = (program: Program): Prepared => {
  const types: readonly TensorType[] = [
    ...program.inputs,
    ...program.constants,
    ...program.equations,
  ]
  const steps = program.equations.map((equation) => stepOf(types, equation))
  const plans = steps.filter(isPlan)
  const used = new Map(
    plans.flatMap(({ calls }) => calls.map(({ kernel }) => [kernel.key, kernel.func] as const)),
  )
  const { bytes: code, dataEnd } = encodeModule({
    exports: [...used.values()],
    memory: { initial: 1 },
  })

  const slots: Slot[] = []
  let free = aligned(dataEnd)
  const firstEquation = program.inputs.length + program.constants.length
  types.forEach(({ shape, dtype }, i) => {
    const equation = program.equations[i - firstEquation]
    const origin = steps[i - firstEquation] === 'same bytes' ? equation?.operands[0] : undefined
    if (origin === undefined) {
      slots.push({ shape, dtype, address: free })
      free = aligned(free + bytesIn({ shape, dtype }))
    } else {
      slots.push({ shape, dtype, address: at(slots, origin).address })
    }
  })
  const more = plans.map(({ temporary, scratch }) => aligned(temporary) + scratch)
  return {
    program,
    slots,
    steps,
    free,
    bytes: free + more.reduce((most, one) => Math.max(most, one), 0),
    module: new webAssembly.Module(code),
  }
}

const viewOf = (memory: Memory, { shape, dtype, address }: Slot): Storage => {
  const length = sizeOf(shape)
  switch (dtype) {
    case 'f32':
      return new Float32Array(memory.buffer, address, length)
    case 'f64':
      return new Float64Array(memory.buffer, address, length)
    case 'i32':
      return new Int32Array(memory.buffer, address, length)
    case 'u32':
      return new Uint32Array(memory.buffer, address, length)
    case 'bool':
      return new Uint8Array(memory.buffer, address, length)
  }
}

const copyOf = (view: Storage, { dtype }: TensorType): Storage => {
  const copy = allocate(dtype, view.length)
  copy.set(view)
  return copy
}

const run = (
  { program, slots, steps, free, module }: Prepared,
  memory: Memory,
  inputs: readonly Storage[],
): readonly Storage[] => {
  // a fresh instance: its constant data may have been overwritten by another program
  const { exports } = new webAssembly.Instance(module, { env: { memory } })
  const given = [...inputs, ...program.constants.map(({ value }) => value)]
  given.forEach((value, i) => viewOf(memory, at(slots, i)).set(value))
  const operandOf = (slot: number): Operand => {
    const { shape, dtype } = at(slots, slot)
    return { shape, dtype, value: viewOf(memory, at(slots, slot)) }
  }
  program.equations.forEach((equation, i) => {
    const step = at(steps, i)
    const result = at(slots, given.length + i)
    if (step === 'same bytes') return
    if (step === 'reference') {
      const kernel = kernels[equation.primitive] as Kernel<Attributes>
      viewOf(memory, result).set(
        kernel(equation.operands.map(operandOf), equation, equation.attributes),
      )
      return
    }
    const addressOf = (argument: Argument): number => {
      if (typeof argument === 'number') return argument
      const { buffer, offset } = argument
      if (buffer === 'result') return result.address + offset
      if (buffer === 'temporary') return free + offset
      if (buffer === 'scratch') return free + aligned(step.temporary) + offset
      return at(slots, at(equation.operands, buffer)).address + offset
    }
    for (const { kernel, args, units } of step.calls) {
      exports[kernel.key]?.(0, units, ...args.map(addressOf))
    }
  })
  return program.outputs.map((slot) => copyOf(operandOf(slot).value, at(slots, slot)))
}

/**
 * The plainest engine of WebAssembly: every equation is one or a few prebuilt kernels, every value
 * lies in memory for itself; a primitive without kernels is left to the reference engine.
 */
export const perPrimitiveEngine = (): Engine => {
  const memory = growingMemory()
  return {
    name: 'wasm, a primitive at a time',
    prepare: (program) => {
      const prepared = prepare(program)
      return (inputs) => run(prepared, memory.atLeast(prepared.bytes), inputs)
    },
  }
}
