/** The law of all passes that rewrite: the meaning is unchanged, bit for bit. */
import { describe } from 'vitest'
import type { Program } from '../../../src/core/program.ts'
import { mergeCommon } from '../../../src/engine/passes/common.ts'
import { removeDead } from '../../../src/engine/passes/dead.ts'
import { simplify } from '../../../src/engine/passes/simplify.ts'
import { onlyValues } from '../../../src/engine/passes/values.ts'
import { expectSameMeaning, onAllPrograms } from './support/laws.ts'

const passes: { readonly [name: string]: (program: Program) => Program } = {
  removeDead,
  mergeCommon,
  simplify,
  onlyValues,
}

describe.each(Object.entries(passes))('%s', (_, pass) => {
  onAllPrograms('means the same', ({ program, seed }) => {
    expectSameMeaning(program, pass(program), seed)
  })
})
