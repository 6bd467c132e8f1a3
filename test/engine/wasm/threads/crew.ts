/** Machines of several threads whose programs are all shared, however small. */
import { Worker } from 'node:worker_threads'
import type { Storage } from '../../../../src/core/dtype.ts'
import { type Program, valueProgram } from '../../../../src/core/program.ts'
import { grouped } from '../../../../src/engine/passes/grouped.ts'
import { optimize } from '../../../../src/engine/passes/optimize.ts'
import { referenceEngine } from '../../../../src/engine/reference/index.ts'
import { executable } from '../../../../src/engine/wasm/executable.ts'
import {
  type Loaded,
  type Machine,
  type MachineOptions,
  createMachine,
  fill,
  load,
  outputsOf,
} from '../../../../src/engine/wasm/machine.ts'
import type { Spawn } from '../../../../src/engine/wasm/threads/spawn.ts'

/** A machine that shares everything from the first run on. */
export const sharingMachine = (options: MachineOptions = {}): Machine =>
  createMachine({
    threads: 2,
    patience: 0,
    worth: { call: 0, part: 0, program: 0 },
    ...options,
  })

/** Starts the threads of a machine, and waits until so many are there. */
export const awaitThreads = async (machine: Machine, count: number): Promise<void> => {
  machine.crew?.isReady(1)
  for (let i = 0; i < 3000 && (machine.crew?.running() ?? 0) < count; i++) {
    await new Promise((done) => setTimeout(done, 10))
  }
  if (machine.crew?.running() !== count) throw new Error(`there are no ${count} threads`)
}

/** A program, fused and joined, in the memory of a machine. */
export const loadFused = (machine: Machine, program: Program): Loaded => {
  const plan = grouped(optimize(valueProgram(program), referenceEngine))
  return load(machine, executable(machine, plan, { carried: 0, joined: true }))
}

/** Runs on several threads, whatever the pace says. */
export const runShared = (
  machine: Machine,
  loaded: Loaded,
  inputs: readonly Storage[],
): readonly Storage[] => {
  const { executable: one, address } = loaded
  const { crew } = machine
  if (crew === null || one.shared === null) throw new Error('the program is not shared')
  fill(machine, loaded, inputs)
  const shared = machine.shared(one.placement.shared)
  const scratch = machine.scratch(one.placement.scratch * crew.threads)
  one.shared.run(address, shared, scratch, one.placement.scratch, crew.threads)
  return outputsOf(machine, loaded, shared)
}

/** Starts workers of some source that can be looked at. */
export const spawning = (
  change: (source: string) => string,
): { readonly spawn: Spawn; readonly workers: readonly Worker[] } => {
  const workers: Worker[] = []
  return {
    workers,
    spawn: (source, workerData, onLost) => {
      const worker = new Worker(change(source), { eval: true, workerData, execArgv: [], env: {} })
      worker.on('error', onLost)
      worker.on('exit', (code) => {
        if (code !== 0) onLost()
      })
      worker.unref()
      workers.push(worker)
    },
  }
}
