/**
 * How threads share the parts of a phase. The first thread publishes a phase, takes parts from its
 * front like any other, and goes on when all are finished; the others take parts from the back. So
 * nobody waits for a thread that has not begun, and each finds mostly the data that it worked on
 * before.
 */
import {
  type Body,
  type Func,
  type Local,
  type Value,
  call,
  func,
  i32,
  i64,
  importedFunc,
  op,
} from '../encode/index.ts'
import { add, and, atLeast, isEqual, less, mul } from '../kernels/integers.ts'
import { words } from './control.ts'

/** Rounds of looking for parts before a thread sleeps: some tenths of a millisecond. */
const SPINS = 200_000

/** Rounds of the first thread before it sleeps, or asks how long it has been waiting. */
const PATIENCE = 20_000

/** Nanoseconds after which the first thread asks how long it has been waiting. */
const NAP = 100_000_000n

/** What the work of a thread ended with: it has been idle for long, or needs another program. */
export const ended = { idle: 0, otherProgram: 1 } as const

/** A part of a phase: where the regions begin, which phase, and which part of it. */
export type Dispatch = Func<readonly ['i32', 'i32', 'i32', 'i32', 'i32'], readonly []>

/** What the modules of programs do with the words at an address. */
export interface Protocol {
  /** Says which program runs: `(own, shared, scratch, stride, crew, record)`. */
  readonly open: (
    program: number,
  ) => Func<readonly ['i32', 'i32', 'i32', 'i32', 'i32', 'i32'], readonly []>
  /** Publishes a phase of so many parts. */
  readonly publish: Func<readonly ['i32', 'i32'], readonly []>
  /** The next part from the front; −1 where there is none. */
  readonly take: Func<readonly [], readonly ['i32']>
  /** Says that a part is finished. */
  readonly finish: Func<readonly [], readonly []>
  /** Waits until so many parts are finished. */
  readonly join: Func<readonly ['i32'], readonly []>
  /** What a thread does as long as a program runs: `(thread)`; see {@link ended}. */
  readonly work: (
    program: number,
    dispatch: Dispatch | null,
  ) => Func<readonly ['i32'], readonly ['i32']>
}

/** Asks how long the first thread has been waiting; throws if it is too long. */
const waitingImport = importedFunc('host', 'waiting', [], [])

const low16 = (ticket: Value<'i64'>): Value<'i32'> => and(op('i32.wrap_i64', ticket), 0xffff)

const firstOf = (ticket: Value<'i64'>): Value<'i32'> =>
  op('i32.wrap_i64', op('i64.and', op('i64.shr_u', ticket, i64(16n)), i64(0xffffn)))

/** What the protocol depends on besides the place of its words. */
export interface Habits {
  /** May the first thread sleep? */
  readonly canSleep: boolean
  /** milliseconds after which a thread that has nothing to do ends */
  readonly idle: number
}

/** The protocol on words at an address. */
export const protocolAt = (address: number, { canSleep, idle }: Habits): Protocol => {
  const at = i32(address)
  const load = (word: keyof typeof words) => op('i32.atomic.load', at, words[word])
  const store = (word: keyof typeof words, value: Value<'i32'>) =>
    op('i32.atomic.store', at, value, words[word])
  const addTo = (body: Body, word: keyof typeof words, by: number) =>
    body.let(op('i32.atomic.rmw.add', at, i32(by), words[word]))
  const notify = (body: Body, word: keyof typeof words) =>
    body.let(op('memory.atomic.notify', at, i32(-1), words[word]))
  /** Replaces the ticket, unless another thread has been faster. */
  const replaces = (ticket: Local<'i64'>, by: Value<'i64'>): Value<'i32'> =>
    op('i64.eq', op('i64.atomic.rmw.cmpxchg', at, ticket, by, words.ticket), ticket)

  const open: Protocol['open'] = (program) =>
    func(
      'open',
      ['i32', 'i32', 'i32', 'i32', 'i32', 'i32'],
      [],
      (body, own, shared, scratch, stride, crew, record) => {
        // nobody reads these before the next ticket
        body.do(store('program', i32(program)))
        body.do(store('own', own))
        body.do(store('shared', shared))
        body.do(store('scratch', scratch))
        body.do(store('stride', stride))
        body.do(store('crew', crew))
        body.do(store('record', record))
        return []
      },
    )

  const publish: Protocol['publish'] = func('publish', ['i32', 'i32'], [], (body, phase, parts) => {
    body.do(store('phase', phase))
    body.do(store('done', i32(0)))
    const before = body.let(op('i64.atomic.load', at, words.ticket))
    const generation = op('i64.add', op('i64.shr_u', before, i64(32n)), i64(1n))
    const ticket = op('i64.or', op('i64.shl', generation, i64(32n)), op('i64.extend_i32_u', parts))
    body.do(op('i64.atomic.store', at, ticket, words.ticket))
    body.if(load('sleepers'), () => {
      addTo(body, 'wake', 1)
      notify(body, 'wake')
    })
    return []
  })

  const take: Protocol['take'] = func('take', [], ['i32'], (body) => {
    const ticket = body.local('i64')
    body.loop((again) => {
      body.set(ticket, op('i64.atomic.load', at, words.ticket))
      body.if(atLeast(firstOf(ticket), low16(ticket)), () => body.return(i32(-1)))
      body.if(replaces(ticket, op('i64.add', ticket, i64(0x10000n))), () =>
        body.return(firstOf(ticket)),
      )
      body.branch(again)
    })
    return [i32(-1)]
  })

  const finish: Protocol['finish'] = func('finish', [], [], (body) => {
    addTo(body, 'done', 1)
    body.if(load('waiting'), () => notify(body, 'done'))
    return []
  })

  const join: Protocol['join'] = func('join', ['i32'], [], (body, parts) => {
    const spins = body.local('i32')
    const done = body.local('i32')
    body.loop((again) => {
      body.set(done, load('done'))
      body.if(isEqual(done, parts), () => body.return())
      body.increase(spins, 1)
      body.branchIf(again, less(spins, PATIENCE))
      body.set(spins, i32(0))
      if (canSleep) {
        body.do(store('waiting', i32(1)))
        body.set(done, load('done'))
        body.if(op('i32.ne', done, parts), () => {
          body.let(op('memory.atomic.wait32', at, done, i64(NAP), words.done))
        })
        body.do(store('waiting', i32(0)))
      }
      body.do(call(waitingImport))
      body.branch(again)
    })
    return []
  })

  const work: Protocol['work'] = (program, dispatch) =>
    func('work', ['i32'], ['i32'], (body, thread) => {
      const ticket = body.local('i64')
      const spins = body.local('i32')
      const isForMe = () => {
        body.set(ticket, op('i64.atomic.load', at, words.ticket))
        return and(less(firstOf(ticket), low16(ticket)), less(thread, load('crew')))
      }
      body.loop((again) => {
        body.if(isForMe(), () => {
          body.if(op('i32.ne', load('program'), i32(program)), () =>
            body.return(i32(ended.otherProgram)),
          )
          if (dispatch !== null) {
            const phase = body.let(load('phase'))
            const own = body.let(load('own'))
            const shared = body.let(load('shared'))
            const scratch = body.let(add(load('scratch'), mul(thread, load('stride'))))
            // what was read belongs to the phase of the ticket if nobody has changed that
            body.if(replaces(ticket, op('i64.sub', ticket, i64(1n))), () => {
              const part = op('i32.sub', low16(ticket), i32(1))
              body.do(call(dispatch, phase, own, shared, scratch, part))
              body.do(call(finish))
            })
          }
          body.set(spins, i32(0))
          body.branch(again)
        })
        body.increase(spins, 1)
        body.branchIf(again, less(spins, SPINS))
        body.set(spins, i32(0))
        addTo(body, 'sleepers', 1)
        const wake = body.let(load('wake'))
        const slept = body.local('i32')
        body.set(slept, i32(0))
        body.if(op('i32.eqz', isForMe()), () =>
          body.set(
            slept,
            op('memory.atomic.wait32', at, wake, i64(BigInt(Math.round(idle * 1e6))), words.wake),
          ),
        )
        addTo(body, 'sleepers', -1)
        // 2: nobody has woken it up in time
        body.branchIf(again, op('i32.ne', slept, i32(2)))
      })
      return [i32(ended.idle)]
    })

  return { open, publish, take, finish, join, work }
}
