import { readComparison } from '../../operators/internals/shadow-scorer.ts'
import { ServedState } from '../../operators/internals/served-state.ts'
import type { CheckpointOrder } from '../state/checkpoint-order.ts'
import type { ModelHistory, SwapEntry } from '../state/model-history.ts'
import { shadowOf, stretchesOf } from '../state/model-stretches.ts'
import type { SwapNews } from './run-options.ts'

/** A challenger that advances beside the model that serves a partition. */
export interface DualRun {
  readonly partition: string
  readonly entry: SwapEntry
  /** Who serves meanwhile. */
  readonly before: string
}

/** Those under way, of these models. */
export function dualRunsOf(histories: ReadonlyMap<string, ModelHistory>, names: Iterable<string>): DualRun[] {
  const found: DualRun[] = []
  for (const model of names) {
    for (const [partition, history] of histories) {
      const entry = shadowOf(history, model)
      if (entry !== undefined) found.push({ partition, entry, before: stretchesOf(history, model).at(-1)!.version })
    }
  }
  return found
}

export interface DualRunVerdict {
  readonly entry: Omit<SwapEntry, 'offset'>
  readonly news: SwapNews
}

/**
 * Ends a dual run: by the forecasts of both that all keys of the partition have seen answered, the challenger takes over
 * with its own states, or leaves. One whose forecasts can't be compared, as nothing tells what came true, takes over.
 */
export async function judgeDualRun(
  order: CheckpointOrder,
  { partition, entry: { model, version, offset, decision }, before }: DualRun,
  margin: number,
): Promise<DualRunVerdict> {
  let [scored, serving, shadow, failed] = [0, 0, 0, 0]
  for await (const { states } of order.recordsSince(partition, offset)) {
    for (const state of states) {
      if (!(state instanceof ServedState) || state.shadow?.version !== version) continue
      const found = readComparison(state.shadow.scores)
      scored += found.scored
      serving += found.serving
      shadow += found.shadow
      failed += found.failed
    }
  }
  const now = order.positionOf(partition)!
  const told = { model, partition, offset: now, before, version }
  const part = scored === 0 ? '' : `, its loss ${shorten(shadow / scored)} against ${shorten(serving / scored)}`
  const reason = `dual run of ${now - offset} ticks, ${scored} forecasts compared${part}`
  if (failed === 0 && shadow <= (1 - margin) * serving) {
    const entry = { model, version, policy: 'dual-run', decision } as const
    return { entry, news: { ...told, kind: 'swapped', policy: 'dual-run', reason } }
  }
  const why = failed > 0 ? `${reason}; it gave nothing finite on ${failed} ticks` : reason
  return {
    entry: { model, version: before, policy: 'drop', decision },
    news: { ...told, kind: 'refused', reason: why },
  }
}

const shorten = (loss: number) => Number(loss.toPrecision(4))
