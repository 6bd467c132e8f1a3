/** H: from the start of a process to its first trained step, and what an installation takes. */
import { spawnSync } from 'node:child_process'
import { readdirSync, statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { summary } from '../measure.js'

const root = new URL('../../', import.meta.url)

const PROCESSES = 15

/** What a process says at its end: how long it has computed. */
const farewell = 'const { user, system } = process.cpuUsage(); console.log((user + system) / 1000)'

const started = (args) => {
  const start = performance.now()
  const child = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' })
  if (child.status !== 0) throw new Error(child.stderr)
  return { wall: performance.now() - start, used: Number(child.stdout) }
}

const times = (args) => summary(Array.from({ length: PROCESSES }, () => started(args)))

const bytesUnder = (folder) =>
  readdirSync(folder, { recursive: true })
    .map((name) => statSync(new URL(name, folder)))
    .reduce((sum, file) => sum + (file.isFile() ? file.size : 0), 0)

export const coldStart = function* () {
  yield { size: 32, way: 'an empty process', time: times(['-e', farewell]) }
  const script = fileURLToPath(new URL('first-step.js', import.meta.url))
  yield { size: 32, way: 'to the first step', time: times([script]) }
  const bytes = bytesUnder(new URL('dist/', root))
  yield { size: 32, way: 'size', megabytes: bytes / 1e6 }
}
