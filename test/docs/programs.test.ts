import { describe, expect, it } from 'vitest'
import { programsOfMarkdown, programsOfSource, withClaims } from './programs.ts'

describe('programsOfMarkdown', () => {
  it('finds the blocks marked ts, and no others', () => {
    const page =
      '# A page\n\n```ts\nconst a = 1\n\nconst b = a\n```\n\n```sh\nnpm ci\n```\n\n```ts\nc()\n```\n'
    expect(programsOfMarkdown('README.md', page)).toEqual([
      { file: 'README.md', line: 4, code: 'const a = 1\n\nconst b = a' },
      { file: 'README.md', line: 14, code: 'c()' },
    ])
  })
})

describe('programsOfSource', () => {
  const source = `
/**
 * Adds.
 *
 * @example
 * import { add } from 'cotangent'
 *
 * add(
 *   1,
 *   2,
 * )
 *
 * @example with a title
 * \`\`\`ts
 * add(3, 4)
 * @decorated class {}
 * \`\`\`
 * prose
 *
 * @since 0.1.0
 */
export const add = 1 /* no doc comment */

const text = '@example'
`
  it('finds every example, without stars and fences, with its line', () => {
    expect(programsOfSource('src/add.ts', source)).toEqual([
      {
        file: 'src/add.ts',
        line: 6,
        code: "import { add } from 'cotangent'\n\nadd(\n  1,\n  2,\n)",
      },
      { file: 'src/add.ts', line: 15, code: 'add(3, 4)\n@decorated class {}' },
    ])
  })

  it('finds an example in a comment of one line, and none where there is none', () => {
    expect(programsOfSource('a.ts', '  /** @example\n * f() */')).toEqual([
      { file: 'a.ts', line: 2, code: 'f()' },
    ])
    expect(programsOfSource('a.ts', '/** One line. */\nconst a = 1')).toEqual([])
  })
})

describe('withClaims', () => {
  const claimOf = (line: string) => withClaims(line).split('\n')[0]

  it('takes an expression beside a literal as a claim', () => {
    expect(claimOf('f(x) // [1, NaN]')).toBe('claims$(f(x), [1, NaN])')
    expect(claimOf("f('//') // { a: 'b' }")).toBe("claims$(f('//'), { a: 'b' })")
    expect(claimOf('f(x) // -0.5')).toBe('claims$(f(x), -0.5)')
    expect(claimOf('f((x: Shape<[2]>) => x) // 1')).toBe('claims$(f((x: Shape<[2]>) => x), 1)')
  })

  it('leaves statements and prose alone', () => {
    for (const line of [
      'const a = 1 // 1',
      'f(x) // 3 rows',
      'f(x) // what it means',
      'f(x)',
      '  .map((x) => x) // [1]',
      'f( // 1',
    ])
      expect(claimOf(line)).toBe(line)
  })
})
