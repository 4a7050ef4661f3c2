import { TickwiseError } from '../errors.ts'
import type { Model } from '../model/model.ts'
import { standingEntries, type ModelHistory, type SwapPolicy } from '../state/model-history.ts'
import { partitionId, type Tick } from '../stream/tick.ts'
import type { ModelSlot, Serving } from '../turn/model-slot.ts'

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
    return new Set(
      [...histories.values()].flatMap((history) => standingEntries(history, name)).map(({ version }) => version),
    )
  }

  /** `modelOf` has every version that is named. */
  follow(histories: ReadonlyMap<string, ModelHistory>, modelOf: (version: string) => Model): void {
    this.#number = -1
    this.#stretches.clear()
    for (const [id, history] of histories) {
      const stretches = standingEntries(history, this.name).map(({ offset, version, policy }): Stretch => {
        return { from: offset, serving: { version, model: modelOf(version), policy: policy as SwapPolicy } }
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
}

function unknownModel(name: string, tick: Tick, from: number | undefined): TickwiseError {
  return new TickwiseError('RECOVERY_GAP', {
    expected: `the model that served "${name}" at offset ${tick.offset} of ${partitionId(tick)}`,
    received: from === undefined ? 'no history of it' : `a history that begins at offset ${from}`,
    action: 'Run again with --on-gap rebuild or --on-gap reset, or forget everything with `tickwise reset`.',
  })
}
