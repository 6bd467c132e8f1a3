import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import manifest from './package.json' with { type: 'json' }

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/** Tests import the package by its public names and get the sources: no build can be stale. */
const alias = Object.entries(manifest.exports)
  .filter(
    (entry): entry is [string, { types: string; default: string }] => typeof entry[1] === 'object',
  )
  .map(([subpath, target]) => ({
    find: new RegExp(`^${manifest.name}${subpath.slice(1)}$`),
    replacement: here(target.default.replace('./dist/', './src/').replace(/\.js$/, '.ts')),
  }))

export default defineConfig({
  resolve: { alias },
  test: {
    include: ['test/**/*.test.ts'],
    // Property tests run many cases, on machines of any speed.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    reporters: ['default', ['json', { outputFile: 'build/test-results.json' }]],
  },
})
