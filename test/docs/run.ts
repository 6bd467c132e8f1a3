/**
 * Type-checks and runs programs against a fresh build of the package: one run of the compiler, one
 * process. They stand in a folder of `build`, which is laid out as the published package is.
 */

import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { type Program, withClaims } from './programs.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

const node = (args: readonly string[], input = '') =>
  spawnSync(process.execPath, args, { cwd: root, input, encoding: 'utf8', timeout: 100_000 })

const tsc = (...args: readonly string[]): string => {
  const { stdout, stderr } = node([
    'node_modules/@typescript/native/bin/tsc',
    '--pretty',
    'false',
    ...args,
  ])
  return stdout + stderr
}

const programsConfig = {
  extends: '../../tsconfig.json',
  compilerOptions: {
    noEmit: false,
    rootDir: 'programs',
    outDir: 'js',
    sourceMap: true,
    allowJs: false,
    checkJs: false,
    paths: {},
    // A program shows what it shows, whether it uses it or not.
    noUnusedLocals: false,
    noUnusedParameters: false,
    moduleDetection: 'force',
  },
  include: ['programs'],
}

/** A file name that no other program has. */
const nameOf = ({ file, line }: Program): string => `${file.replaceAll(/\W+/g, '-')}-L${line}`

/** The compiler's messages, by the name of the program that they are about. */
const messagesByName = (output: string): ReadonlyMap<string, string> =>
  output.split('\n').reduce<{ name: string; messages: Map<string, string> }>(
    ({ name, messages }, line) => {
      const [, current = line.startsWith(' ') ? name : ''] =
        /programs\/(\S+)\.ts\(/.exec(line) ?? []
      messages.set(current, `${messages.get(current) ?? ''}${line}\n`)
      return { name: current, messages }
    },
    { name: '', messages: new Map() },
  ).messages

/** Where a program stands is what a reader can open: name that, not the copy that was run. */
const relocate =
  (program: Program) =>
  (message: string): string =>
    message
      .replaceAll(
        new RegExp(`\\S*programs/${nameOf(program)}\\.ts(?:\\((\\d+),\\d+\\)|:(\\d+):\\d+)`, 'g'),
        (_, compiled: string | undefined, ran: string | undefined) =>
          `${program.file}:${compiled ?? ran}`,
      )
      .trimEnd()

/**
 * What went wrong with each program, in their order; `null` where it compiled and ran.
 * @param folder - name of the folder under `build` that this run has for itself
 */
export const runPrograms = (
  folder: string,
  programs: readonly Program[],
): readonly (string | null)[] => {
  if (programs.length === 0) return []
  const build = join(root, 'build', folder)
  rmSync(build, { recursive: true, force: true })
  mkdirSync(join(build, 'programs'), { recursive: true })
  cpSync(join(root, 'package.json'), join(build, 'package.json'))
  writeFileSync(join(build, 'tsconfig.json'), JSON.stringify(programsConfig))
  // The blank lines give every line the number that it has in its file.
  for (const program of programs)
    writeFileSync(
      join(build, 'programs', `${nameOf(program)}.ts`),
      `${'\n'.repeat(program.line - 1)}${withClaims(program.code)}\n`,
    )

  const library = tsc('-p', 'tsconfig.build.json', '--outDir', join(build, 'dist'))
  if (library !== '') throw new Error(`the library does not compile:\n${library}`)
  const messages = messagesByName(tsc('-p', build))
  const aboutNone = messages.get('')?.trim() ?? ''
  if (aboutNone !== '') throw new Error(`the programs do not compile:\n${aboutNone}`)

  const urls = programs.map((program) => pathToFileURL(join(build, 'js', `${nameOf(program)}.js`)))
  const runner = fileURLToPath(new URL('run-all.mjs', import.meta.url))
  const { stdout, stderr } = node(['--enable-source-maps', runner], JSON.stringify(urls))
  if (stdout === '') throw new Error(`a program ended the process:\n${stderr}`)
  const thrown = JSON.parse(stdout) as readonly (string | null)[]

  return programs.map((program, index) => {
    const wrong = messages.get(nameOf(program)) ?? thrown[index] ?? null
    return wrong === null ? null : relocate(program)(wrong)
  })
}
