import { isFloat } from '../../core/dtype.ts'
import { UnknownValueError } from '../../core/errors.ts'
import { substitute, valueOperands, walk } from '../../core/graph.ts'
import { type Node, constant, scalar, variable } from '../../core/node.ts'
import { add, mul } from '../../core/primitives/arithmetic.ts'
import { broadcast } from '../../core/primitives/movement.ts'
import { type Program, closeProgram } from '../../core/program.ts'
import { type Input, nodeOfInput } from '../input.ts'
import { type Subject, differentiable, graphAt } from '../subject.ts'
import { runDisturbed } from './measure.ts'

/** A subject along a line: for every h the program, without inputs, of its results at x + h·d. */
export interface Line {
  readonly at: (h: number) => Program
}

/** The point x + h·d, as nodes: so that its own rounding is seen with the rest. */
const movedBy = (of: Subject, along: readonly Input[], h: Node): readonly Node[] => {
  const where = differentiable(of)
  return of.operands.map((operand, i) => {
    const x = nodeOfInput(operand)
    const direction = along[where.indexOf(i)]
    return direction ? add(x, mul(nodeOfInput(direction), broadcast(h, x.shape, []))) : x
  })
}

/**
 * A function with a rule of its own sees its arguments through stopGradient, so that the rule alone
 * is their derivative. Its value moves with them all the same.
 */
const seenByRules = (nodes: readonly Node[]): ReadonlySet<Node> => {
  const seen = new Set<Node>()
  for (const { primitive, operands } of nodes) {
    const [value, ...given] = operands
    if (primitive?.family !== 'function' || value === undefined) continue
    const arguments_ = new Set(given)
    for (const node of walk([value], () => true)) {
      const [held] = node.operands
      if (node.primitive?.name === 'stopGradient' && held && arguments_.has(held)) seen.add(node)
    }
  }
  return seen
}

/** What every derivative takes to be constant, in topological order. */
export const stopsOf = (outputs: readonly Node[]): readonly Node[] => {
  const seen = seenByRules(walk(outputs, () => true))
  return walk(
    outputs,
    () => true,
    () => false,
    valueOperands,
  ).filter((node) => node.primitive?.name === 'stopGradient' && !seen.has(node))
}

/** The same function with nothing stopped: what it is, not what its derivatives take it to be. */
export const unstopped = <S extends Subject>(of: S): S => {
  const build = (operands: readonly Node[]): readonly Node[] => {
    let outputs = of.build(operands)
    // what is stopped may hold what is stopped
    for (let stops = stopsOf(outputs); stops.length > 0; stops = stopsOf(outputs)) {
      outputs = substitute(outputs, new Map(stops.map((stop) => [stop, stop.operands[0] as Node])))
    }
    return outputs
  }
  return { ...of, build, promoted: build }
}

const close = (inputs: readonly Node[], outputs: readonly Node[]): Program =>
  closeProgram(
    inputs,
    outputs,
    ({ value, operands }) => (value === null || operands.length > 0 ? 'inner' : 'constant'),
    'value',
  ).program

/** A program of one number at that number. Inputs come before constants, so every slot stays. */
const given = (program: Program, h: number): Program => ({
  ...program,
  inputs: [],
  constants: [{ shape: [], dtype: 'f64', value: Float64Array.of(h) }, ...program.constants],
})

/** Outputs whose stopped nodes have given values. */
const held = (
  outputs: readonly Node[],
  stops: readonly Node[],
  values: readonly Float64Array[],
): readonly Node[] =>
  stops.length !== values.length || stops.length === 0
    ? outputs
    : substitute(
        outputs,
        new Map(
          stops.map((stop, i) => [
            stop,
            constant(stop.shape, stop.dtype, values[i] as Float64Array),
          ]),
        ),
      )

const valuesOf = (program: Program): readonly Float64Array[] =>
  runDisturbed(program, null) as readonly Float64Array[]

/** One program for all h; `null` where the function looks at values on the way. */
const traced = (of: Subject, along: readonly Input[]): Line | null => {
  const h = variable({ shape: [], dtype: 'f64' }, 'trace')
  try {
    const outputs = of.build(movedBy(of, along, h)).filter(({ dtype }) => isFloat(dtype))
    const stops = stopsOf(outputs)
    const values = stops.length === 0 ? [] : valuesOf(given(close([h], stops), 0))
    const program = close([h], held(outputs, stops, values))
    return { at: (step) => given(program, step) }
  } catch (error) {
    if (error instanceof UnknownValueError) return null
    throw error
  }
}

/** Built again for every h. */
const rebuilt = (of: Subject, along: readonly Input[]): Line => {
  const outputsAt = (h: number): readonly Node[] =>
    graphAt(of, movedBy(of, along, scalar(h, 'f64'))).outputs
  const stops = stopsOf(outputsAt(0))
  const values = stops.length === 0 ? [] : valuesOf(close([], stops))
  return {
    at: (h) => {
      const outputs = outputsAt(h)
      return close([], values.length === 0 ? outputs : held(outputs, stopsOf(outputs), values))
    },
  }
}

/**
 * A subject, promoted to doubles, along directions for the operands that have derivatives. What
 * stopGradient holds keeps the value that it has at h = 0: that is what it means.
 */
export const lineAlong = (of: Subject, along: readonly Input[]): Line =>
  traced(of, along) ?? rebuilt(of, along)
