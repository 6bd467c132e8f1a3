/**
 * Packs the package as npm would publish it, installs the tarball with its peers into an empty
 * folder, type-checks the consumer of `test/consumer` there (the declarations of the package and
 * of its peers included), and runs it as JavaScript. Every subpath is imported.
 *
 * Usage: `node scripts/check-tarball.mjs`, after a build.
 */

import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** What a published file may be: the build, and the papers that npm expects beside it. */
const publishable = /^(dist\/.+\.(js|d\.ts|wasm)|package\.json|README\.md|LICENSE|CHANGELOG\.md)$/
const papers = ['package.json', 'README.md', 'LICENSE', 'CHANGELOG.md', 'dist/index.js']

const root = fileURLToPath(new URL('..', import.meta.url))
const tsc = join(root, 'node_modules/@typescript/native/bin/tsc')

/**
 * @param {boolean} condition
 * @param {string} message
 */
const check = (condition, message) => {
  if (!condition) throw new Error(message)
}

/**
 * Runs a command; its output is shown only where it fails.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {string} cwd
 */
const run = (command, args, cwd) => {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8' })
  check(status === 0, `${command} ${args.join(' ')} failed in ${cwd}\n${stdout}${stderr}`)
  return stdout
}

/**
 * @typedef {object} Packed what `npm pack --json` says of a tarball
 * @property {string} filename
 * @property {number} size
 * @property {number} unpackedSize
 * @property {readonly { readonly path: string }[]} files
 */

/**
 * @typedef {object} Manifest
 * @property {string} name
 * @property {Readonly<Record<string, unknown>>} exports
 * @property {Readonly<Record<string, string>>} peerDependencies
 * @property {Readonly<Record<string, string>>} devDependencies
 */

const manifest = /** @type {Manifest} */ (
  JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
)

const subpaths = Object.keys(manifest.exports)
  .filter((subpath) => subpath !== './package.json')
  .map((subpath) => manifest.name + subpath.slice(1))

const consumerConfig = {
  compilerOptions: {
    target: 'es2022',
    module: 'nodenext',
    lib: ['es2022'],
    types: [],
    strict: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: false,
  },
  include: ['*.ts'],
}

/** @param {string} folder an empty folder */
const checkTarball = (folder) => {
  const packing = ['pack', '--json', '--ignore-scripts', '--pack-destination', folder]
  const [packed] = /** @type {readonly Packed[]} */ (JSON.parse(run('npm', packing, root)))
  if (packed === undefined) throw new Error('npm pack made no tarball')
  const paths = packed.files.map((file) => file.path)
  const strangers = paths.filter((path) => !publishable.test(path))
  const missing = papers.filter((path) => !paths.includes(path))
  check(
    strangers.length === 0,
    `the tarball holds files that are no part of it:\n${strangers.join('\n')}`,
  )
  check(missing.length === 0, `the tarball lacks ${missing.join(', ')}`)

  const peers = Object.keys(manifest.peerDependencies).map(
    (name) => `${name}@${manifest.devDependencies[name]}`,
  )
  const put = (/** @type {string} */ name, /** @type {string} */ text) =>
    writeFileSync(join(folder, name), text)
  put('package.json', JSON.stringify({ name: 'consumer', private: true, type: 'module' }))
  put('tsconfig.json', JSON.stringify(consumerConfig))
  put('subpaths.ts', subpaths.map((path, i) => `export * as m${i} from '${path}'\n`).join(''))
  put('consumer.ts', readFileSync(join(root, 'test/consumer/consumer.ts'), 'utf8'))
  const quiet = ['--no-audit', '--no-fund', '--no-save', '--prefer-offline']
  run('npm', ['install', ...quiet, `./${packed.filename}`, ...peers], folder)
  run(process.execPath, [tsc, '-p', '.'], folder)
  run(process.execPath, ['subpaths.js'], folder)
  run(process.execPath, ['consumer.js'], folder)

  const kilobytes = (/** @type {number} */ bytes) => `${(bytes / 1000).toFixed(1)} kB`
  console.log(
    `tarball: ${packed.filename}, ${paths.length} files, ${kilobytes(packed.size)} packed, ` +
      `${kilobytes(packed.unpackedSize)} unpacked; consumer type-checks and runs`,
  )
}

const folder = mkdtempSync(join(tmpdir(), 'cotangent-consumer-'))
try {
  checkTarball(folder)
} finally {
  rmSync(folder, { recursive: true, force: true })
}
