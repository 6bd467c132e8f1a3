/** Whether a program has derivatives at its inputs. */
import { type Storage, isFloat } from '../../core/dtype.ts'
import { isPrimitive } from '../../core/primitives/index.ts'
import { referenceEngine } from '../../engine/reference/index.ts'
import { randomOf } from '../random.ts'
import { applications } from './applications.ts'
import { around, nearby } from './growth.ts'
import { type Instance, type Safety, isTame } from './safety.ts'
import { type Sample, slotTypes } from './subject.ts'

/** The values of all slots. */
export const valuesOf = ({ program, inputs }: Sample): readonly Storage[] =>
  referenceEngine.prepare({ ...program, outputs: [...slotTypes(program).keys()] })(
    inputs.map(({ value }) => value),
  )

/** Tame, or at least finite: what is large is scaled back by the next equation. */
const isBounded: Safety = (points) =>
  isTame(points) ||
  points.every(({ result }) =>
    isFloat(result.dtype) ? result.value.every((x) => Number.isFinite(x)) : false,
  )

const safetyOf = (name: keyof typeof applications): Safety => applications[name].safe

/** Are all equations of a program away from kinks and ends of domains, also at points around? */
export const isSmooth = (sample: Sample): boolean => {
  const next = randomOf(sample.seed)
  const others = Array.from({ length: around }, () =>
    sample.inputs.map((input) => nearby(input, next)),
  )
  const points = [sample.inputs, ...others].map((inputs) => valuesOf({ ...sample, inputs }))
  const { program } = sample
  const types = slotTypes(program)
  const first = program.inputs.length + program.constants.length
  return program.equations.every(({ primitive, operands, attributes }, i) => {
    const at = (values: readonly Storage[], slot: number) => ({
      shape: types[slot]?.shape ?? [],
      dtype: types[slot]?.dtype ?? 'f32',
      value: values[slot] as Storage,
    })
    const instances: readonly Instance[] = points.map((values) => ({
      operands: operands.map((slot) => at(values, slot)),
      result: at(values, first + i),
      attributes,
    }))
    return !isPrimitive(primitive) || (safetyOf(primitive)(instances) && isBounded(instances))
  })
}
