import { bytesPerElement } from '../core/dtype.ts'
import type { LayerSignature } from './kind.ts'
import type { AnyModel } from './model.ts'
import { type ParamTree, paramSpecs } from './params.ts'
import { elementsOf, showSpec, type Spec, tensorSpecs } from './spec.ts'

/** One layer in a summary. */
export interface SummaryRow {
  /** how many layers its output has passed, itself counted; the input is layer 0. `null`: made of others */
  readonly depth: number | null
  /** how many layers it stands inside of */
  readonly level: number
  readonly name: string
  readonly output: string
  readonly parameters: number
  readonly state: number
  readonly flops: number
}

/** What a model is made of, in numbers. */
export interface Summary {
  readonly rows: readonly SummaryRow[]
  /** how many layers an input passes; the input itself is layer 0 */
  readonly depth: number
  readonly parameters: number
  readonly state: number
  /** floating-point operations of a prediction for one example, a multiplication and an addition being two */
  readonly flops: number
  /** bytes, those of the outputs of all layers for one example */
  readonly memory: {
    readonly parameters: number
    readonly state: number
    readonly outputs: number
  }
}

const countOf = (tree: ParamTree): number =>
  paramSpecs(tree).reduce((sum, { shape }) => sum + elementsOf(shape), 0)

const bytesOf = (spec: Spec): number =>
  tensorSpecs(spec).reduce(
    (sum, { shape, dtype }) => sum + elementsOf(shape) * bytesPerElement(dtype),
    0,
  )

interface Walked {
  readonly rows: readonly SummaryRow[]
  readonly depth: number
  readonly outputs: number
}

/** The rows of a layer whose input has passed so many layers. */
const walk = (signature: LayerSignature, before: number, level: number): Walked => {
  const { layer, name, parts, parallel, output, params, state, flops } = signature
  const label = name === null ? layer.kind.tag : `${name}: ${layer.kind.tag}`
  const row = {
    level,
    name: label,
    output: showSpec(output),
    parameters: countOf(params),
    state: countOf(state),
    flops,
  }
  if (layer.kind.arity === 0)
    return {
      rows: [{ ...row, depth: before + 1 }],
      depth: before + 1,
      outputs: bytesOf(output),
    }
  const walked = parts.reduce<Walked>(
    (done, part) => {
      const inner = walk(part, parallel ? before : done.depth, level + 1)
      return {
        rows: [...done.rows, ...inner.rows],
        depth: Math.max(done.depth, inner.depth),
        outputs: done.outputs + inner.outputs,
      }
    },
    { rows: [], depth: before, outputs: 0 },
  )
  return { ...walked, rows: [{ ...row, depth: null }, ...walked.rows] }
}

/**
 * A model in numbers: its layers with the shapes of their outputs, how many parameters they have, how much
 * state, how many floating-point operations a prediction takes, how many bytes. Names in shapes count as 1:
 * numbers are those of one example. The input is layer 0; after n layers the depth is n. `showSummary` makes
 * a table of it.
 *
 * @example
 * import { nn } from 'cotangent'
 *
 * const mlp = nn.model(nn.input('batch', 784), nn.dense(256), nn.relu, nn.dense(10))
 * const { parameters, depth, flops } = nn.summary(mlp)
 * parameters // 203530
 * depth // 3
 * flops // 406784
 */
export const summary = ({ signature }: AnyModel): Summary => {
  const { layer, params, state, flops } = signature
  const walked = walk(signature, 0, 0)
  // the layers of a model are not inside of anything
  const lift = layer.kind.tag === 'sequential' ? 1 : 0
  const inner = walked.rows.slice(lift)
  const input: SummaryRow = {
    depth: 0,
    level: 0,
    name: 'input',
    output: showSpec(signature.input),
    parameters: 0,
    state: 0,
    flops: 0,
  }
  return {
    rows: [input, ...inner.map((row) => ({ ...row, level: row.level - lift }))],
    depth: walked.depth,
    parameters: countOf(params),
    state: countOf(state),
    flops,
    memory: {
      parameters: bytesOf(params),
      state: bytesOf(state),
      outputs: walked.outputs,
    },
  }
}

const grouped = (n: number): string => String(n).replace(/\B(?=(\d{3})+$)/g, ',')

const inBytes = (n: number): string => {
  const units = ['B', 'kB', 'MB', 'GB', 'TB']
  const place = Math.min(Math.floor(Math.log10(Math.max(n, 1)) / 3), units.length - 1)
  const value = n / 1000 ** place
  return `${place === 0 ? value : value.toPrecision(3)} ${units[place]}`
}

/** A table with the columns of words on the left and those of numbers on the right. */
const table = (lines: readonly (readonly string[])[]): readonly string[] => {
  const widths = (lines[0] ?? []).map((_, i) =>
    Math.max(...lines.map((line) => (line[i] ?? '').length)),
  )
  return lines.map((line) =>
    line
      .map((cell, i) =>
        i === 1 || i === 2 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  )
}

/**
 * {@link summary} as a table.
 *
 * @example
 * import { nn } from 'cotangent'
 *
 * const mlp = nn.model(nn.input('batch', 4), nn.dense(8), nn.relu, { out: nn.dense(2) })
 * nn.showSummary(mlp).split('\n')[1] // '0  input       [batch, 4]           0      0      0'
 */
export const showSummary = (model: AnyModel): string => {
  const { rows, depth, parameters, state, flops, memory } = summary(model)
  const lines = [
    ['#', 'layer', 'output', 'parameters', 'state', 'flops'],
    ...rows.map((row) => [
      row.depth === null ? '' : String(row.depth),
      '  '.repeat(row.level) + row.name,
      row.output,
      grouped(row.parameters),
      grouped(row.state),
      grouped(row.flops),
    ]),
  ]
  return [
    ...table(lines),
    `depth ${depth}, ${grouped(parameters)} parameters (${inBytes(memory.parameters)}), ${grouped(state)} state (${inBytes(memory.state)})`,
    `for one example: ${grouped(flops)} flops, outputs ${inBytes(memory.outputs)}`,
  ].join('\n')
}
