/**
 * Examples as their users meet them: processes, run from the build, on a few drawn digits that are
 * quickly learned.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { encodeIdx } from './digits/encode-idx.ts'

/** The built main module of an example; without a build there is nothing to test. */
export const built = (example: string): string => {
  const main = fileURLToPath(new URL(`../../build/examples/${example}/main.js`, import.meta.url))
  if (!existsSync(main)) throw new Error(`${main} is missing: npm run build`)
  return main
}

/** Digit n is a bar n rows below the top: `count` of them, one after the other. */
const writeSet = (folder: string, name: string, count: number): void => {
  const labels = Uint8Array.from({ length: count }, (_, i) => i % 10)
  const images = Uint8Array.from({ length: count * 784 }, (_, i) =>
    Math.floor((i % 784) / 56) === (labels[Math.floor(i / 784)] ?? 0) + 2 ? 255 : 0,
  )
  const write = (file: string, shape: readonly number[], data: Uint8Array): void =>
    writeFileSync(join(folder, file), encodeIdx({ shape, data }))
  write(`${name}-images-idx3-ubyte`, [count, 28, 28], images)
  write(`${name}-labels-idx1-ubyte`, [count], labels)
}

/** A new folder with 240 digits to learn from and 50 to be tested on. */
export const writeDigits = (folder: string): void => {
  mkdirSync(folder)
  writeSet(folder, 'train', 240)
  writeSet(folder, 't10k', 50)
}

export const start =
  (main: string, folder: string) =>
  (...args: readonly string[]): ChildProcess =>
    spawn(process.execPath, [main, ...args], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] })

export type Ended = {
  readonly code: unknown
  readonly out: string
  readonly err: string
}

export const end = async (child: ChildProcess): Promise<Ended> => {
  let [out, err] = ['', '']
  child.stdout?.on('data', (text) => (out += text))
  child.stderr?.on('data', (text) => (err += text))
  const [code] = await once(child, 'close')
  return { code, out, err }
}

export const lastLine = (text: string): string | undefined => text.trimEnd().split('\n').at(-1)
