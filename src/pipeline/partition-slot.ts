import { TickwiseError } from '../errors.ts'
import type { Model } from '../model/model.ts'
import type { ModelHistory } from '../state/model-history.ts'
import { stretchesOf } from '../state/model-stretches.ts'
import { partitionId, type Tick } from '../stream/tick.ts'
import type { ComparedLosses, ModelSlot, Serving } from '../turn/model-slot.ts'
import type { ShadowNews } from './run-options.ts'

interface Stretch {
  readonly from: number
  readonly serving: Serving
}

/** A slot that goes by the history of the tick's partition. */
export class PartitionSlot implements ModelSlot {
  readonly name: string
  readonly first: Model
  readonly warmUpTicks: number
  readonly #stretches = new Map<string, readonly Stretch[]>()
  #compared = new Map<string, ShadowNews>()
  #topic = ''
  #number = -1
  #current: readonly Stretch[] = []

  constructor(name: string, first: Model, warmUpTicks: number) {
    this.name = name
    this.first = first
    this.warmUpTicks = warmUpTicks
  }

  /** Which versions the histories name for this slot, from the one on that serves at each position. */
  static versionsOf(name: string, histories: ReadonlyMap<string, ModelHistory>): Set<string> {
    const stretches = [...histories.values()].flatMap((history) => stretchesOf(history, name))
    return new Set(stretches.flatMap(({ version, shadow }) => [version, ...(shadow === undefined ? [] : [shadow])]))
  }

  /** `modelOf` has every version that is named. */
  follow(histories: ReadonlyMap<string, ModelHistory>, modelOf: (version: string) => Model): void {
    this.#number = -1
    this.#stretches.clear()
    const named = (version: string) => ({ version, model: modelOf(version) })
    for (const [id, history] of histories) {
      const stretches = stretchesOf(history, this.name).map(({ offset, version, policy, shadow }): Stretch => {
        return { from: offset, serving: { ...named(version), policy, ...(shadow && { shadow: named(shadow) }) } }
      })
      this.#stretches.set(id, stretches)
    }
  }

  serving(tick: Tick): Serving {
    // Ticks of one partition come in long runs.
    if (tick.partition !== this.#number || tick.topic !== this.#topic) {
      this.#topic = tick.topic
      this.#number = tick.partition
      this.#current = this.#stretches.get(partitionId(tick)) ?? []
    }
    const stretches = this.#current
    let i = stretches.length - 1
    while (i >= 0 && stretches[i]!.from > tick.offset) i--
    const found = stretches[i]
    if (found === undefined) throw unknownModel(this.name, tick, stretches[0]?.from)
    return found.serving
  }

  compared(tick: Tick, { scored, serving, shadow }: ComparedLosses): void {
    const partition = partitionId(tick)
    const version = this.serving(tick).shadow?.version
    if (version === undefined) return
    const before = this.#compared.get(partition)
    this.#compared.set(partition, {
      ...{ model: this.name, partition, version },
      scored: (before?.scored ?? 0) + scored,
      servingLoss: (before?.servingLoss ?? 0) + serving,
      shadowLoss: (before?.shadowLoss ?? 0) + shadow,
    })
  }

  /** What was compared since the last time. For display: ticks that came again are in it again. */
  takeCompared(): ShadowNews[] {
    if (this.#compared.size === 0) return []
    const news = [...this.#compared.values()]
    this.#compared = new Map()
    return news
  }
}

function unknownModel(name: string, tick: Tick, from: number | undefined): TickwiseError {
  return new TickwiseError('RECOVERY_GAP', {
    expected: `the model that served "${name}" at offset ${tick.offset} of ${partitionId(tick)}`,
    received: from === undefined ? 'no history of it' : `a history that begins at offset ${from}`,
    action: 'Run again with --on-gap rebuild or --on-gap reset, or forget everything with `tickwise reset`.',
  })
}
