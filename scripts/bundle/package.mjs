/** The files of the package, made of the compiled modules. */

import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { rolldown } from 'rolldown'
import { minifySync } from 'rolldown/utils'
import { compacted, reachedDeclarations } from './declarations.mjs'
import { declareFunctions } from './functions.mjs'
import { markPure } from './pure.mjs'

/**
 * @typedef {object} Manifest
 * @property {Readonly<Record<string, unknown>>} exports
 * @property {Readonly<Record<string, string>>} peerDependencies
 */

/**
 * The names of the public modules, as `tensor/index`: the `exports` of the manifest that have types.
 * @param {Manifest} manifest
 * @returns {readonly string[]}
 */
export const publicModules = ({ exports }) =>
  Object.values(exports).flatMap((target) =>
    typeof target === 'object' && target !== null && 'default' in target
      ? [String(target.default).replace(/^\.\/dist\/|\.js$/g, '')]
      : [],
  )

/**
 * A module whose expressions are said in fewer words; names and lines stay.
 * @param {string} code
 */
const shortened = (code) => {
  const { code: shorter, errors } = minifySync('module.js', code, {
    module: true,
    compress: { keepNames: { function: true, class: true } },
    mangle: false,
    codegen: { removeWhitespace: false, legalComments: 'none' },
  })
  if (errors.length > 0) throw new Error(errors.map(({ message }) => message).join('\n'))
  return shorter
}

/**
 * Bundles the JavaScript of a library: a file for each public module, and one for all that two of them
 * share, so that there is one class of tensors, whichever of them a program imports.
 * @param {string} library the folder of the compiled modules
 * @param {string} dist the folder of the package; what is there goes
 * @param {Manifest} manifest
 */
const bundleModules = async (library, dist, manifest) => {
  const names = publicModules(manifest)
  const peers = Object.keys(manifest.peerDependencies)
  const files = new Map(names.map((name) => [join(library, `${name}.js`), `./${name}.js`]))
  const main = join(library, 'index.js')
  const bundle = await rolldown({
    input: Object.fromEntries(names.map((name) => [name, join(library, `${name}.js`)])),
    external: (id) =>
      id.startsWith('node:') || peers.some((name) => id === name || id.startsWith(`${name}/`)),
    // an import that is neither ours nor a peer, a name that is exported by nobody
    onLog: (_, { message }) => {
      throw new Error(message)
    },
    platform: 'neutral',
    experimental: { attachDebugInfo: 'none' },
    // how long it takes on a busy machine is no mistake
    checks: { bundlerTimings: false },
    treeshake: { moduleSideEffects: false },
    plugins: [
      {
        // `export * as T` stays what it is: other bundlers see through it, and through no object
        name: 'public modules of the main one',
        resolveId: (source, importer) => {
          if (importer !== main || !source.startsWith('.')) return null
          const id = files.get(resolve(dirname(importer), source))
          return id === undefined ? null : { id, external: 'relative' }
        },
      },
      {
        name: 'values',
        transform: (code) => ({ code: markPure(declareFunctions(shortened(code))) }),
      },
    ],
  })
  await bundle.write({
    dir: dist,
    cleanDir: true,
    comments: { legal: false, annotation: true, jsdoc: false },
    entryFileNames: '[name].js',
    chunkFileNames: '[name].js',
    minifyInternalExports: false,
    // names of variables inside of functions: what a stack trace shows stays
    minify: {
      mangle: { toplevel: false, keepNames: true },
      // done before, module by module: it would lose the marks of what is pure
      compress: false,
      codegen: { removeWhitespace: false },
    },
    codeSplitting: { groups: [{ name: 'shared', minShareCount: 2 }] },
  })
  await bundle.close()
}

/**
 * Makes the files of the package.
 * @param {string} library the folder that tsc has compiled the sources to
 * @param {string} dist the folder of the package; what is there goes
 * @param {Manifest} manifest
 */
export const makePackage = async (library, dist, manifest) => {
  await bundleModules(library, dist, manifest)
  const starts = publicModules(manifest).map((name) => join(library, `${name}.d.ts`))
  const declarations = reachedDeclarations(starts)
  for (const [file, text] of declarations) {
    const target = join(dist, relative(library, file))
    mkdirSync(dirname(target), { recursive: true })
    writeFileSync(target, compacted(text))
  }
}
