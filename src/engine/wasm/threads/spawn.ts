/**
 * Workers, where there are any: Node's worker threads and those of browsers. TypeScript knows neither
 * without the whole of its platform.
 */
import type { WorkerData } from './worker-source.ts'

/** Starts a worker; `onLost` is called when it has come to an end before its time. */
export type Spawn = (source: string, data: WorkerData, onLost: () => void) => void

interface NodeWorker {
  readonly unref: () => void
  readonly on: (event: 'error' | 'exit', listener: (code: unknown) => void) => void
}

interface WebWorker {
  readonly postMessage: (data: WorkerData, transferred: readonly []) => void
  readonly addEventListener: (event: 'error', listener: () => void) => void
}

interface Platform {
  readonly process?: {
    readonly getBuiltinModule?: (name: string) => unknown
  }
  readonly performance?: { readonly now: () => number }
  readonly navigator?: { readonly hardwareConcurrency?: number }
  readonly Worker?: new (url: string) => WebWorker
  readonly Blob?: new (parts: readonly string[], options: { readonly type: string }) => unknown
  readonly URL?: {
    readonly createObjectURL?: (blob: unknown) => string
    readonly revokeObjectURL?: (url: string) => void
  }
}

const platform = globalThis as unknown as Platform

const builtin = <M>(name: string): M | null =>
  (platform.process?.getBuiltinModule?.(name) as M | undefined) ?? null

const nodeSpawn = (): Spawn | null => {
  const threads = builtin<{
    readonly Worker: new (source: string, options: object) => NodeWorker
  }>('node:worker_threads')
  if (threads === null) return null
  const { Worker } = threads
  return (source, workerData, onLost) => {
    // a worker of ours takes nothing from the environment and says nothing
    const worker = new Worker(source, { eval: true, workerData, execArgv: [], env: {} })
    worker.on('error', onLost)
    worker.on('exit', (code) => {
      if (code !== 0) onLost()
    })
    // nobody waits for it: it ends with the process
    worker.unref()
  }
}

const webSpawn = (): Spawn | null => {
  const { Worker, Blob, URL } = platform
  const create = URL?.createObjectURL
  if (Worker === undefined || Blob === undefined || create === undefined) return null
  return (source, data, onLost) => {
    const url = create(new Blob([source], { type: 'text/javascript' }))
    const worker = new Worker(url)
    worker.addEventListener('error', onLost)
    worker.postMessage(data, [])
  }
}

/** What starts workers that share memory; `null` where there is no such thing. */
export const spawnHere = (): Spawn | null => {
  const { crossOriginIsolated } = globalThis as { readonly crossOriginIsolated?: boolean }
  if (typeof SharedArrayBuffer === 'undefined' || crossOriginIsolated === false) return null
  return nodeSpawn() ?? webSpawn()
}

/** How many threads run at the same time here. */
export const parallelism = (): number => {
  const os = builtin<{ readonly availableParallelism?: () => number }>('node:os')
  return os?.availableParallelism?.() ?? platform.navigator?.hardwareConcurrency ?? 1
}

/** May this thread sleep? The main thread of a browser may not. */
export const maySleep = (): boolean => {
  try {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 1)
    return true
  } catch {
    return false
  }
}

/** Milliseconds since some time: to see what waiting costs, never for a result. */
export const now = (): number => platform.performance?.now() ?? 0
