import { describe, expect, it } from 'vitest'
import { runPrograms } from './run.ts'

describe('runPrograms', () => {
  it('names the file and the line of a program that does not compile, throws, or claims what is not so', () => {
    const outcomes = runPrograms('docs-runner', [
      { file: 'docs/good.md', line: 3, code: "import 'cotangent'\nconsole.log(1)" },
      { file: 'docs/types.md', line: 7, code: 'const a = 1\nconst b: string = a' },
      { file: 'src/a/throws.ts', line: 5, code: "const a: number = 1\nthrow new Error('no')" },
      { file: 'docs/claims.md', line: 2, code: '[1, 2].map((x) => x) // [1, 2]\n1 + 1 // 3' },
      { file: 'src/a/stray.ts', line: 2, code: "void Promise.reject(new Error('late'))" },
    ])
    expect(outcomes).toEqual([
      null,
      expect.stringContaining('docs/types.md:8'),
      expect.stringContaining('src/a/throws.ts:6'),
      expect.stringContaining('docs/claims.md:3'),
      expect.stringContaining('src/a/stray.ts:2'),
    ])
  })
})
