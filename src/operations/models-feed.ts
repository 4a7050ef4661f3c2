import {
  modelEventKinds,
  modelEventsKept,
  type ModelEvent,
  type ModelEventKind,
  type ModelsView,
  type RetrainingView,
} from '../dashboard/models-view.ts'
import type { ServingNews, ShadowNews } from './model-news.ts'
import type { RunObserver } from './run-observer.ts'

export interface ModelsFeedOptions {
  /** Milliseconds since the epoch. */
  readonly now: () => number
  /** Called with the whole view when something has changed. */
  readonly publish: (view: ModelsView) => void
}

type Losses = Pick<ShadowNews, 'scored' | 'servingLoss' | 'shadowLoss'>

/** Keeps what a page shows of the models of a run, in bounded memory. */
export function createModelsFeed({
  now,
  publish,
}: ModelsFeedOptions): Required<Pick<RunObserver, 'onModels' | 'onShadow' | 'onSwap' | 'onRetrain'>> {
  const counts = Object.fromEntries(modelEventKinds.map((kind) => [kind, 0])) as Record<ModelEventKind, number>
  let events: readonly ModelEvent[] = []
  let serving: readonly ServingNews[] = []
  let retraining: RetrainingView | undefined
  /** By place and version. */
  const losses = new Map<string, Losses>()

  function tell(): void {
    const known = serving.map(({ shadow, ...rest }) => {
      if (shadow === undefined) return rest
      const { scored, servingLoss, shadowLoss } = losses.get(placeOf({ ...rest, ...shadow })) ?? none
      const mean = (sum: number) => (scored === 0 ? null : sum / scored)
      return { ...rest, shadow: { ...shadow, scored, servingLoss: mean(servingLoss), shadowLoss: mean(shadowLoss) } }
    })
    publish({ serving: known, ...(retraining && { retraining }), events, counts: { ...counts } })
  }
  function add(event: Omit<ModelEvent, 'at'>): void {
    counts[event.kind]++
    events = [{ at: now(), ...event }, ...events].slice(0, modelEventsKept)
  }

  return {
    onModels(news) {
      serving = news
      const places = new Set(news.flatMap(({ shadow, ...rest }) => (shadow ? [placeOf({ ...rest, ...shadow })] : [])))
      for (const place of losses.keys()) if (!places.has(place)) losses.delete(place)
      tell()
    },
    onShadow(news) {
      const { scored, servingLoss, shadowLoss } = losses.get(placeOf(news)) ?? none
      losses.set(placeOf(news), {
        scored: scored + news.scored,
        servingLoss: servingLoss + news.servingLoss,
        shadowLoss: shadowLoss + news.shadowLoss,
      })
      tell()
    },
    onSwap(news) {
      add(news)
      tell()
    },
    onRetrain(news) {
      if (news.type === 'began') {
        const { reason, token, champion } = news
        retraining = { state: 'reading', since: now(), reason, token, champion }
        add({ kind: 'retraining-began', reason, version: toVersion(champion) })
      } else if (news.type === 'failed') {
        if (retraining !== undefined) retraining = { ...retraining, state: 'ended', outcome: 'retraining-failed' }
        add({
          kind: 'retraining-failed',
          reason: news.error instanceof Error ? news.error.message : String(news.error),
        })
      } else if (retraining !== undefined) {
        if (news.type === 'window') {
          const { ticks, keys, exact } = news
          retraining = { ...retraining, window: { ticks, keys, exact } }
        } else if (news.type === 'progress') retraining = { ...retraining, state: 'training', progress: news.progress }
        else if ('decision' in news.outcome) {
          const { kind, decision } = news.outcome
          const { reason, scores, model } = decision
          retraining = { ...retraining, state: 'ended', outcome: kind }
          add({ kind, version: toVersion(model), reason, ...(scores && { scores }) })
        }
      }
      tell()
    },
  }
}

const none: Losses = { scored: 0, servingLoss: 0, shadowLoss: 0 }
const versionDigits = 16
const toVersion = (fingerprint: string) => fingerprint.slice(0, versionDigits)

const placeOf = ({ model, partition, version }: Pick<ShadowNews, 'model' | 'partition' | 'version'>) =>
  JSON.stringify([model, partition, version])
