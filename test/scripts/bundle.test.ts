/** The package that is made of the sources: small, few files to start from, and nothing lost. */
import { spawnSync } from 'node:child_process'
import { cpSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { rolldown } from 'rolldown'
import { parseAst } from 'rolldown/parseAst'
import { beforeAll, describe, expect, test } from 'vitest'
import manifest from '../../package.json' with { type: 'json' }
import { compacted } from '../../scripts/bundle/declarations.mjs'
import { declareFunctions } from '../../scripts/bundle/functions.mjs'
import { makePackage, publicModules } from '../../scripts/bundle/package.mjs'
import { markPure } from '../../scripts/bundle/pure.mjs'

const root = fileURLToPath(new URL('../..', import.meta.url))
/** laid out as the published package */
const folder = join(root, 'build/bundle-test')
const library = join(folder, 'library')
const dist = join(folder, 'dist')
const modules = publicModules(manifest)

const node = (...args: readonly string[]): string => {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: folder,
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(stdout + stderr)
  return stdout
}

beforeAll(async () => {
  rmSync(folder, { recursive: true, force: true })
  const tsc = join(root, 'node_modules/@typescript/native/bin/tsc')
  cpSync(join(root, 'package.json'), join(folder, 'package.json'))
  node(tsc, '-p', join(root, 'tsconfig.build.json'), '--outDir', library)
  await makePackage(library, dist, manifest)
})

const imports = new Map<string, readonly string[]>()

/** What a file imports as it is loaded. */
const importsOf = (file: string): readonly string[] => {
  const known = imports.get(file)
  const found =
    known ??
    parseAst(readFileSync(file, 'utf8')).body.flatMap((statement) =>
      'source' in statement && statement.source !== null ? [statement.source.value] : [],
    )
  imports.set(file, found)
  return found
}

/** Files and packages that a public module loads, itself included. */
const loadedBy = (name: string): readonly string[] => {
  const loaded = new Set([join(dist, `${name}.js`)])
  for (const file of loaded) {
    if (!file.startsWith(dist)) continue
    for (const specifier of importsOf(file))
      loaded.add(specifier.startsWith('.') ? join(dirname(file), specifier) : specifier)
  }
  return [...loaded]
}

describe('the package', () => {
  test('starts from few files, and loads no other package', () => {
    const loaded = loadedBy('index')
    expect(loaded.length).toBeGreaterThan(modules.length - 1)
    // a file for each public module but the law kit, and what they share
    expect(loaded.length).toBeLessThanOrEqual(modules.length + 1)
    expect(loaded.filter((file) => !file.startsWith(dist))).toEqual([])
  })

  test('of its modules only the law kit loads another package', () => {
    const isOther = (file: string): boolean => !file.startsWith(dist)
    const needy = modules.filter((name) => loadedBy(name).some(isOther))
    expect(needy).toEqual(['laws/index'])
    expect(loadedBy('laws/index')).toContain('fast-check')
  })

  test('is smaller than 2 MB', () => {
    const files = readdirSync(dist, { recursive: true }).map((name) => join(dist, String(name)))
    const bytes = files.reduce((sum, file) => {
      const stat = statSync(file)
      return sum + (stat.isFile() ? stat.size : 0)
    }, 0)
    expect(bytes).toBeLessThan(2_000_000)
    // and this is the library, not an empty folder
    expect(bytes).toBeGreaterThan(1_000_000)
  })

  test('has every public value of the modules that it is made of, under its name', () => {
    // where two functions of a file have one name, a number tells them apart
    const listing = (of: string): string => `
      const names = (value) => typeof value === 'function'
        ? value.name.replace(/\\$\\d+$/, '')
        : value === null || typeof value !== 'object' || Array.isArray(value)
          ? typeof value
          : Object.fromEntries(Object.keys(value).sort().map((key) => [key, names(value[key])]))
      const all = {}
      for (const name of ${JSON.stringify(modules)})
        all[name] = names({ ...await import(${JSON.stringify(pathToFileURL(of).href)} + '/' + name + '.js') })
      console.log(JSON.stringify(all))`
    const [built, made] = [dist, library].map((of) => {
      const output = node('--input-type=module', '-e', listing(of))
      return JSON.parse(output) as Readonly<Record<string, object>>
    })
    expect(built).toEqual(made)
    expect(Object.keys(built?.['tensor/index'] ?? {}).length).toBeGreaterThan(100)
  })

  test('is one, whichever of its modules is imported', () => {
    const output = node(
      '--input-type=module',
      '-e',
      `import * as main from 'cotangent'
       import * as T from 'cotangent/tensor'
       import * as R from 'cotangent/random'
       import * as tree from 'cotangent/tree'
       import * as optim from 'cotangent/optim'
       import * as loss from 'cotangent/loss'
       import * as metrics from 'cotangent/metrics'
       const same = { T, R, tree, optim, loss, metrics }
       const differ = Object.keys(same).filter((name) => main[name] !== same[name])
       let error = null
       try { T.matmul(T.zeros([2, 3]), main.T.zeros([2, 3])) } catch (thrown) { error = thrown }
       const gradient = main.grad((x) => T.sum(T.square(x)))(T.tensor([1, 2]))
       console.log(JSON.stringify([differ, error instanceof main.ShapeError, error.name, T.toArray(gradient)]))`,
    )
    expect(JSON.parse(output)).toEqual([[], true, 'ShapeError', [2, 4]])
  })

  /** How many bytes a bundler makes of a program that imports the package. */
  const bundled = async (code: string): Promise<number> => {
    const main = join(folder, 'main.js')
    const bundle = await rolldown({
      input: main,
      cwd: folder,
      platform: 'browser',
      plugins: [
        {
          name: 'main',
          resolveId: (id) => (id === main ? id : null),
          load: (id) => (id === main ? code : null),
        },
      ],
    })
    const { output } = await bundle.generate({ minify: true })
    await bundle.close()
    return output.reduce((sum, file) => sum + ('code' in file ? file.code.length : 0), 0)
  }

  test.each([
    ['a class', `import { ShapeError } from 'cotangent'; console.log(ShapeError)`, 500],
    ['a key', `import { R } from 'cotangent'; console.log(R.key(0))`, 3_000],
    ['records', `import { map } from 'cotangent/tree'; console.log(map)`, 6_000],
    [
      'an optimizer',
      `import { optim } from 'cotangent'; console.log(optim.adam({ learningRate: 1 }))`,
      40_000,
    ],
  ])('a bundler takes of it what a program uses: %s', async (_, code, most) => {
    const bytes = await bundled(code)
    expect(bytes).toBeLessThan(most)
    expect(bytes).toBeGreaterThan(100)
  })
})

describe('declaring functions', () => {
  test.each([
    ['an expression', 'const f = (x) => x + 1', 'function f(x) { return (x + 1) }'],
    ['a record', 'const f = () => ({ a: 1 })', 'function f() { return ({ a: 1 }) }'],
    ['a block', 'const f = (x) => { return x }', 'function f(x) { return x }'],
    ['an exported one', 'export const f = (x) => x;', 'export function f(x) { return (x) }'],
    ['without parentheses', 'const f = x => x', 'function f(x) { return (x) }'],
    [
      'parameters',
      'const f = ({ a }, [b] = [], ...c) => a',
      'function f({ a }, [b] = [], ...c) { return (a) }',
    ],
    ['an arrow of arrows', 'const f = (x) => (y) => x', 'function f(x) { return ((y) => x) }'],
    ['an asynchronous one', 'const f = async (x) => x', 'async function f(x) { return (x) }'],
    [
      'two',
      'const f = () => 1\nconst g = () => f()',
      'function f() { return (1) }\nfunction g() { return (f()) }',
    ],
  ])('%s', (_, code, declared) => {
    expect(declareFunctions(code)).toBe(declared)
  })

  test.each([
    'const f = () => this',
    'const f = (x = import.meta) => x',
    'const f = g((x) => x)',
    'const f = function () {}',
    'const { f } = (x) => x',
    'const a = () => 1, b = 2',
    'let a = () => 1',
    'if (x) { const f = () => 1 }',
  ])('not of %s', (code) => {
    expect(declareFunctions(code)).toBe(code)
  })
})

describe('marking values as pure', () => {
  const P = '/* @__PURE__ */'
  test.each([
    ['a call', 'const a = f(1)', `const a = ${P} f(1)`],
    ['what is called', 'const a = f(g(), new H())', `const a = ${P} f(${P} g(), ${P} new H())`],
    ['an exported value', 'export const a = f()', `export const a = ${P} f()`],
    ['a read', 'const a = b.c', `const a = ${P} (() => (b.c))()`],
    ['a spread', 'const a = { ...f() }', `const a = ${P} (() => ({ ...${P} f() }))()`],
    ['a read of a call', 'const a = f().b', `const a = ${P} (() => (${P} f().b))()`],
    ['several', 'const a = f(), b = g()', `const a = ${P} f(), b = ${P} g()`],
    ['none in functions', 'const a = () => f(b.c)', 'const a = () => f(b.c)'],
    ['none in statements', 'f(b.c)\nclass A { b = f() }', 'f(b.c)\nclass A { b = f() }'],
    ['none in classes', 'const A = class { b = f() }', 'const A = class { b = f() }'],
  ])('%s', (_, code, marked) => {
    expect(markPure(code)).toBe(marked)
  })
})

test('declarations lose what no editor shows', () => {
  const text = "type A = [\n    [\n        '0',\n        '1'\n    ],\n    B\n];\n"
  expect(compacted(text)).toBe("type A = [\n\t['0', '1'],\n\tB\n];\n")
  const own = '/** Of A. */\nexport type A = 1;\n'
  const importing = `import type { B } from './b.js';\n${own}`
  expect(compacted(`/** Of the file. */\n${importing}`)).toBe(importing)
  expect(compacted(own)).toBe(own)
  const module = `/**\n * A room.\n *\n * @module\n */\n${importing}`
  expect(compacted(module)).toBe(module)
})
