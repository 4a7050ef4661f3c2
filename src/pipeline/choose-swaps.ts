import type { Model } from '../model/model.ts'
import { isTickwiseError } from '../errors.ts'
import type { CheckpointOrder } from '../state/checkpoint-order.ts'
import { lastDecision, standingEntries, toVersion, type SwapEntry, type SwapPolicy } from '../state/model-history.ts'
import { shadowOf, swapStart } from '../state/model-stretches.ts'
import { checkSuccessor } from '../turn/check-successor.ts'
import type { ModelWatch } from './model-watch.ts'
import type { SwapNews } from './run-options.ts'

/** What is to be done between two turns. */
export interface SwapPlan {
  readonly restores: readonly {
    readonly partition: string
    readonly entry: Omit<SwapEntry, 'offset' | 'policy' | 'back'>
  }[]
  /** By partition. */
  readonly swaps: ReadonlyMap<string, readonly Omit<SwapEntry, 'offset'>[]>
  readonly news: readonly SwapNews[]
}

export interface ChooseSwapsOptions {
  readonly policy: SwapPolicy
  readonly watch: ModelWatch
  readonly names: readonly string[]
  readonly modelOf: (name: string, version: string) => Model
}

/** Compares who serves each partition with the latest answers; undefined where nothing is to be done. */
export async function chooseSwaps(
  order: CheckpointOrder,
  { policy, watch, names, modelOf }: ChooseSwapsOptions,
): Promise<SwapPlan | undefined> {
  const restores: SwapPlan['restores'][number][] = []
  const swaps = new Map<string, Omit<SwapEntry, 'offset'>[]>()
  const news: SwapNews[] = []
  let waits = false
  for (const [partition, history] of order.histories) {
    for (const model of names) {
      const { fingerprint, decision, isReturn, ancestors } = watch.latest(model)
      const version = toVersion(fingerprint)
      const standing = standingEntries(history, model)
      const now = standing.at(-1)
      if (now === undefined || decision <= lastDecision(history, model)) continue
      const shadow = shadowOf(history, model)
      if (now.version === version && shadow === undefined) continue
      if (order.isCatchingUp(partition)) {
        waits = true
        continue
      }
      const told = { model, partition, offset: order.positionOf(partition)!, before: now.version, version }
      const entry = { model, version, decision }
      if (now.version === version) {
        swaps.set(partition, [...(swaps.get(partition) ?? []), { ...entry, policy: 'drop' }])
        news.push({ ...told, version: shadow!.version, kind: 'refused', reason: 'it was taken back before it served' })
        continue
      }
      const start = swapStart(history, model)!
      if (isReturn && standing.at(-2)?.version === version && (await order.canRestore(partition, start))) {
        restores.push({ partition, entry })
        news.push({ ...told, kind: 'restored' })
        continue
      }
      // A model that comes back was not trained from the one that goes, and has shown what it can do.
      const by = isReturn && policy !== 'reset' ? 'warm-up' : policy
      const refusal = refusalOf(model, modelOf(model, now.version), modelOf(model, version), { policy: by, ancestors })
      if (refusal !== undefined) {
        watch.tellOnce(`${partition} ${model} ${decision}`, { ...told, kind: 'refused', reason: refusal })
        continue
      }
      const isTried = by === 'dual-run'
      swaps.set(partition, [...(swaps.get(partition) ?? []), { ...entry, policy: isTried ? 'shadow' : by }])
      const reason = isReturn ? 'the records of before are not kept any more, or the log is cut' : undefined
      news.push({
        ...told,
        kind: isTried ? 'shadowing' : 'swapped',
        policy: by,
        ...(reason === undefined ? {} : { reason }),
      })
    }
  }
  watch.hasNews = waits
  return restores.length + swaps.size + news.length === 0 ? undefined : { restores, swaps, news }
}

function refusalOf(...of: Parameters<typeof checkSuccessor>): string | undefined {
  try {
    checkSuccessor(...of)
    return undefined
  } catch (error) {
    if (isTickwiseError(error, 'MODEL_INVALID')) return error.message
    throw error
  }
}
