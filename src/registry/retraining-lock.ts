import { setTimeout as sleep } from 'node:timers/promises'
import { TickwiseError } from '../errors.ts'
import type { Decision } from './decision.ts'
import type { Registry } from './registry.ts'
import { createRetrainingNotes, type RetrainingNotes } from './retraining-notes.ts'
import { runningRetraining } from './running-retraining.ts'

export interface LockOptions {
  readonly registry: Registry
  /** Why a retraining begins, for the history. */
  readonly reason: string
  /** Between two heartbeats; default 5,000. */
  readonly beatMs?: number | undefined
  /** Without a heartbeat for so long, a retraining is taken for dead; default 30,000. */
  readonly expiryMs?: number | undefined
  readonly signal?: AbortSignal | undefined
  /** Why none should begin now, if so. Not asked about one that is taken over. */
  readonly waits?: ((history: readonly Decision[]) => string | undefined) | undefined
  /** Waits; rejects when the signal fires. Tests put their own clock here. */
  readonly wait?: ((ms: number, signal: AbortSignal) => Promise<unknown>) | undefined
}

/** The right to retrain, and to decide about it: one at a time over all workers. */
export interface RetrainingLock {
  /** The number of the decision that began it. Whoever has a lower one can't decide any more. */
  readonly token: number
  readonly notes: RetrainingNotes
  /** Of the retraining that had not ended, and that this one goes on with. */
  readonly inherited: RetrainingNotes | undefined
  /** Fires with the caller's signal, and when another one took over. */
  readonly signal: AbortSignal
  /** Stops the heartbeat, and removes the notes. */
  release(): Promise<void>
}

const usualBeatMs = 5_000
const usualExpiryMs = 30_000

/**
 * Begins a retraining, or says which one runs. Nobody's clock is compared with another's: one that seems dead is watched
 * for `expiryMs`, and taken over when it gave no sign. The log of decisions is the fence: see `Verdict.retraining`.
 */
export async function takeRetrainingLock(
  options: LockOptions,
): Promise<RetrainingLock | { readonly busy: Decision } | { readonly waits: string }> {
  const { registry, reason, expiryMs = usualExpiryMs } = options
  const caller = options.signal ?? new AbortController().signal
  const wait = options.wait ?? ((ms, signal) => sleep(ms, undefined, { signal, ref: false }))
  for (;;) {
    caller.throwIfAborted()
    const history = await registry.history()
    const running = runningRetraining(history)
    const inherited = running && createRetrainingNotes(registry.objects, running.number)
    if (running && inherited && (await isAlive(inherited, expiryMs, wait, caller))) return { busy: running }
    const waits = running === undefined ? options.waits?.(history) : undefined
    if (waits !== undefined) return { waits }
    const begun = await registry.beginRetraining(reason, history)
    if (begun !== undefined) return hold(begun.number, inherited, options, wait, caller)
  }
}

type Wait = NonNullable<LockOptions['wait']>

async function isAlive(notes: RetrainingNotes, expiryMs: number, wait: Wait, signal: AbortSignal): Promise<boolean> {
  const looks = 6
  const before = await notes.newest('beat')
  for (let look = 0; look < looks; look++) {
    await wait(expiryMs / looks, signal)
    if ((await notes.newest('beat')) !== before) return true
  }
  return false
}

function hold(
  token: number,
  inherited: RetrainingNotes | undefined,
  { registry, beatMs = usualBeatMs }: LockOptions,
  wait: Wait,
  caller: AbortSignal,
): RetrainingLock {
  const notes = createRetrainingNotes(registry.objects, token)
  const lost = new AbortController()
  const released = new AbortController()
  const until = AbortSignal.any([caller, released.signal])
  const beat = async () => {
    while (!until.aborted && !lost.signal.aborted) {
      await notes.put('beat', new Uint8Array(0))
      const running = runningRetraining(await registry.history())
      if (running?.number !== token && !released.signal.aborted) lost.abort(tookOver(token, running))
      await wait(beatMs, until)
    }
  }
  // A heartbeat that fails is one that is missed: whoever watches decides, and the fence holds.
  const beating = beat().catch((error: unknown) => {
    if (!until.aborted) lost.abort(error)
  })
  return {
    token,
    notes,
    inherited,
    signal: AbortSignal.any([caller, lost.signal]),
    async release() {
      released.abort()
      await beating
      await notes.clear()
      await inherited?.clear()
    },
  }
}

function tookOver(token: number, by: Decision | undefined): TickwiseError {
  return new TickwiseError('STORE_FENCED', {
    expected: `retraining ${token} to be the one that runs`,
    received: by === undefined ? 'its end in the history' : `retraining ${by.number}, which took over`,
    action: 'Nothing needs to be done: the later one decides.',
  })
}
