import { isTickwiseError } from '../errors.ts'
import type { Model } from '../model/model.ts'
import type { Decision } from '../registry/decision.ts'
import type { Registry } from '../registry/registry.ts'
import { takeRetrainingLock, type LockOptions, type RetrainingLock } from '../registry/retraining-lock.ts'
import { makeInWorker } from './challenger/make-in-worker.ts'
import type { Challenge } from './challenger/make-challenger.ts'
import { inheritPlan, planOf, writePlan } from './retraining-plan.ts'
import type { RetrainingEvent, RetrainingOutcome } from './retraining-event.ts'
import type { RetrainRecipe } from './retrain-options.ts'
import { readKeptWindow, keepWindow } from './window/kept-window.ts'
import type { ReadWindow, WindowRequest } from './window/read-window.ts'

/** What a window is read for. The source and the operators are the reader's own. */
export type ReadRequest = Pick<WindowRequest<unknown>, 'model' | 'windowTicks' | 'kept' | 'until' | 'signal'>

export interface RetrainingTask {
  readonly registry: Registry
  /** Why, for the history. */
  readonly reason: string
  readonly recipe: RetrainRecipe
  readonly readWindow: (request: ReadRequest) => Promise<ReadWindow>
  readonly onEvent?: ((event: RetrainingEvent) => void) | undefined
  readonly signal?: AbortSignal | undefined
  /** Why none should begin now, by the history; never asked about one that has to be gone on with. */
  readonly waits?: LockOptions['waits']
  readonly lock?: Pick<LockOptions, 'beatMs' | 'expiryMs' | 'wait'> | undefined
}

/**
 * One retraining, from the window to the decision: reads, trains on a thread of its own, replays the held-out stretch by
 * champion, challenger and naive forecast, judges, and promotes or rejects. Goes on with what a dead one left. Every end is
 * in the registry's history; a signal or an error leaves a `stop` there. Throws what went wrong, and the signal's reason.
 */
export async function runRetraining(task: RetrainingTask): Promise<RetrainingOutcome> {
  const { registry, reason, signal, waits, onEvent } = task
  const taken = await takeRetrainingLock({ ...task.lock, registry, reason, signal, waits })
  if ('busy' in taken) return { kind: 'busy', by: taken.busy }
  if ('waits' in taken) return { kind: 'waits', reason: taken.waits }
  try {
    const outcome = await underLock(task, taken)
    onEvent?.({ type: 'ended', outcome })
    return outcome
  } catch (error) {
    // So that the next one need not wait for a heartbeat. Refused where another one took over, which has the say then.
    await registry.stopRetraining({ reason: reasonOf(error), retraining: taken.token }).catch(() => undefined)
    throw error
  } finally {
    await taken.release()
  }
}

async function underLock(task: RetrainingTask, lock: RetrainingLock): Promise<RetrainingOutcome> {
  const { registry, recipe, readWindow, onEvent } = task
  const { token, signal } = lock
  const champion = await registry.model('champion')
  onEvent?.({ type: 'began', reason: task.reason, token, champion: champion.fingerprint })
  const inherited = await inheritPlan(lock.inherited, champion, recipe)
  const { windowTicks } = recipe
  const kept = await readKeptWindow(registry.objects)
  const read = await readWindow({ model: champion, windowTicks, kept, until: inherited?.until, signal })
  const { window, exact } = read
  onEvent?.({ type: 'window', ticks: window.ticks, keys: window.keys.length, exact })
  await writePlan(lock.notes, planOf(champion, recipe, read.until))
  const least = recipe.promote.minimumTicks
  const heldOut = Math.floor(window.ticks * recipe.heldOut)
  if (heldOut < least) {
    const reason = `${heldOut} held-out ticks of ${window.ticks}, ${least} are needed`
    return { kind: 'stopped', decision: await registry.stopRetraining({ reason, retraining: token }) }
  }
  await keepWindow(registry.objects, token, read.kept)
  const challenge = await train(task, lock, champion, read, inherited?.training)
  const { fingerprint } = challenge.challenger
  if (fingerprint === champion.fingerprint) {
    const reason = 'no weights were found that are better than the champion’s on the validation stretch'
    return { kind: 'stopped', decision: await registry.stopRetraining({ reason, retraining: token }) }
  }
  const { from, to } = { from: positionText(read.kept.offsets), to: positionText(read.until) }
  const { scores } = challenge.judgement
  await registry.add(challenge.challenger, { parent: champion.fingerprint, window: { from, to }, scores })
  return decide(task, lock, champion, challenge)
}

function train(
  { recipe, onEvent }: RetrainingTask,
  { notes, signal }: RetrainingLock,
  champion: Model,
  { window }: ReadWindow,
  resume: Uint8Array | undefined,
): Promise<Challenge> {
  const { heldOut, validation, start, seed, updates, learningRate, promote, checkpointEvery, cpuShare } = recipe
  const options = { updates, learningRate: { peak: learningRate } }
  let writing = Promise.resolve<unknown>(undefined)
  return makeInWorker(
    champion,
    { window, heldOut, validation, start, seed, options, rules: { ...promote, seed }, resume },
    {
      checkpointEvery,
      cpuShare,
      signal,
      onProgress: (progress) => onEvent?.({ type: 'progress', progress }),
      // One after the other; one that can't be written costs no more than the way back to the last.
      onCheckpoint: (bytes) => void (writing = writing.then(() => notes.put('training', bytes)).catch(() => undefined)),
    },
  ).finally(() => writing)
}

async function decide(
  { registry, recipe }: RetrainingTask,
  { token }: RetrainingLock,
  champion: Model,
  { challenger: { fingerprint }, judgement }: Challenge,
): Promise<RetrainingOutcome> {
  const { reason, scores, promote } = judgement
  const verdict = { reason, scores, against: champion.fingerprint, retraining: token }
  const of = (decision: Decision) => ({ decision, judgement })
  if (!promote) return { kind: 'rejected', ...of(await registry.reject(fingerprint, verdict)) }
  if (recipe.verdict === 'promote') return { kind: 'promoted', ...of(await registry.promote(fingerprint, verdict)) }
  return { kind: 'challenges', ...of(await registry.challenge(fingerprint, verdict)) }
}

const positionText = (offsets: Readonly<Record<string, number>>) =>
  Object.entries(offsets)
    .map(([id, offset]) => `${id}:${offset}`)
    .sort()
    .join(' ')

function reasonOf(error: unknown): string {
  if (isTickwiseError(error)) return `failed: ${error.message}`
  return `ended before a decision: ${error instanceof Error ? error.message : String(error)}`.slice(0, 500)
}
