import { TickwiseError } from '../errors.ts'
import type { Model } from '../model/model.ts'
import { standingEntries, toVersion, type ModelHistory, type SwapEntry } from '../state/model-history.ts'
import type { CheckpointOrder } from '../state/checkpoint-order.ts'
import { checkSameTask } from '../turn/check-successor.ts'
import { chooseSwaps, type SwapPlan } from './choose-swaps.ts'
import { dualRunsOf, judgeDualRun, type DualRun } from './dual-runs.ts'
import { ModelWatch } from './model-watch.ts'
import { onePartition } from './one-partition.ts'
import { PartitionSlot } from './partition-slot.ts'
import type { RunOptions } from './run-options.ts'
import { servingOf } from './serving-of.ts'
import type { LiveModelSource, PipelineSettings } from './spec.ts'

/** Between the swaps of two partitions, so that the ticks that wait for the warm-ups of one are answered before those of the next. */
const pauseMs = 50

export interface ModelSwapsOptions extends Pick<RunOptions, 'onSwap' | 'onModels' | 'onShadow' | 'histories'> {
  readonly models: LiveModelSource
  readonly settings: PipelineSettings['swap']
}

/** The models of a run that may change: who serves where, and swaps between two turns. */
export class ModelSwaps {
  readonly #options: ModelSwapsOptions
  readonly #watch: ModelWatch
  readonly #slots = new Map<string, PartitionSlot>()
  /** By name and version. */
  readonly #models = new Map<string, Model>()
  #dualRuns: readonly DualRun[] = []
  #pausesUntil = -Infinity

  constructor(options: ModelSwapsOptions) {
    this.#options = options
    const { models, settings, onSwap } = options
    this.#watch = new ModelWatch(models, { everyMs: settings.everyMs, onSwap, load: (...of) => this.#load(...of) })
  }

  /** The model that serves at first, for a chain that names it. */
  async load(name: string): Promise<Model> {
    const { fingerprint } = await this.#watch.add(name)
    return this.#model(name, toVersion(fingerprint))
  }

  /** To be found anew for every tick; after `load`. */
  slot(name: string): PartitionSlot {
    const known = this.#slots.get(name)
    if (known !== undefined) return known
    const first = this.#model(name, toVersion(this.#watch.latest(name).fingerprint))
    const slot = new PartitionSlot(name, first, this.#options.settings.warmUpTicks)
    this.#slots.set(name, slot)
    return slot
  }

  /** Once the chain is known. Throws `CHAIN_INVALID` for a name whose model changes, where the operator can't follow it. */
  checkFollowed(): void {
    for (const [name, { fingerprint, decision }] of this.#watch.all) {
      const { input } = this.#model(name, toVersion(fingerprint)).spec
      if (decision > 0 && input.kind === 'tokens' && !this.#slots.has(name)) throw fixedStates(name, fingerprint)
    }
  }

  /** Who serves a partition that has no history. */
  firstModels(partition: string): readonly Omit<SwapEntry, 'offset'>[] {
    const { histories, settings } = this.#options
    const scheduled = histories?.get(partition)
    return [...this.#slots.keys()].map((model) => {
      const entry = scheduled?.find((one) => one.model === model)
      if (entry !== undefined) return entry
      const { fingerprint, decision } = this.#watch.latest(model)
      return { model, version: toVersion(fingerprint), policy: settings.policy, decision }
    })
  }

  /** Partitions were taken over, with histories of their own. */
  async recovered({ histories }: CheckpointOrder): Promise<void> {
    await this.follow(histories)
    this.#watch.hasNews = true
  }

  /** Brings every model into memory that the histories of our partitions name. */
  async follow(histories: ReadonlyMap<string, ModelHistory>): Promise<void> {
    for (const [name, slot] of this.#slots) {
      for (const version of PartitionSlot.versionsOf(name, histories)) await this.#load(name, version)
      slot.follow(histories, (version) => this.#model(name, version))
    }
    const names = [...this.#slots.keys()]
    this.#dualRuns = dualRunsOf(histories, names)
    if (names.length > 0) this.#options.onModels?.(servingOf(histories, names, this.#options.settings.dualRunTicks))
  }

  /** Where ticks of a partition have to stop for a decision that is made again. */
  stopOf(partition: string, { histories }: Pick<CheckpointOrder, 'histories'>): number | undefined {
    if (this.#options.histories === undefined) return undefined
    const made = histories.get(partition)?.length ?? 0
    return this.#options.histories.get(partition)?.[made]?.offset
  }

  /**
   * Between two turns: makes the swaps that are due, after `settle` has ended what is under way. `nowMs` only says when to
   * look again.
   */
  async make(order: CheckpointOrder, nowMs: number, settle: () => Promise<void>): Promise<void> {
    if (this.#slots.size === 0) return
    this.#tellCompared()
    if (this.#options.histories === undefined) await this.#watch.look(nowMs)
    for (;;) {
      const plan = await this.#plan(order, nowMs, settle)
      if (plan === undefined) return
      await settle()
      for (const { partition, entry } of plan.restores) await order.restore(partition, entry)
      if (plan.swaps.size > 0) await order.swap(plan.swaps)
      await this.follow(order.histories)
      for (const news of plan.news) this.#options.onSwap?.(news)
      if (this.#options.histories === undefined) return
    }
  }

  /** Whether a decision is to be made again where a partition stands now. */
  isDue(order: CheckpointOrder): boolean {
    for (const id of order.histories.keys()) if (this.#isDueAt(order, id)) return true
    return false
  }

  async #plan(order: CheckpointOrder, nowMs: number, settle: () => Promise<void>): Promise<SwapPlan | undefined> {
    const { histories } = this.#options
    if (histories === undefined) {
      if (!this.#watch.hasNews || nowMs < this.#pausesUntil) return this.#endDualRuns(order, settle)
      return this.#chooseSwaps(order, nowMs)
    }
    for (const [id, history] of order.histories) {
      if (!this.#isDueAt(order, id)) continue
      const entry = histories.get(id)![history.length]!
      const before = standingEntries(history, entry.model).at(-1)!.version
      const { model, version, offset, policy } = entry
      const news = { model, partition: id, offset, before, version }
      await this.#load(model, version)
      if (policy === 'restore')
        return { restores: [{ partition: id, entry }], swaps: new Map(), news: [{ ...news, kind: 'restored' }] }
      const kind = policy === 'shadow' ? 'shadowing' : policy === 'drop' ? 'refused' : 'swapped'
      return { restores: [], swaps: new Map([[id, [entry]]]), news: [{ ...news, kind }] }
    }
    return undefined
  }

  /** One partition after the other, unless it is looked before every turn. */
  async #chooseSwaps(order: CheckpointOrder, nowMs: number): Promise<SwapPlan | undefined> {
    const { policy, everyMs } = this.#options.settings
    const all = await chooseSwaps(order, {
      policy,
      watch: this.#watch,
      names: [...this.#slots.keys()],
      modelOf: (name, version) => this.#model(name, version),
    })
    if (all === undefined || everyMs === 0) return all
    const { plan, more } = onePartition(all)
    if (more) {
      this.#watch.hasNews = true
      this.#pausesUntil = nowMs + Math.min(pauseMs, everyMs)
    }
    return plan
  }

  /** Who has advanced beside for long enough takes over or leaves; nothing is under way meanwhile. */
  async #endDualRuns(order: CheckpointOrder, settle: () => Promise<void>): Promise<SwapPlan | undefined> {
    const { dualRunTicks, dualRunMargin } = this.#options.settings
    const due = this.#dualRuns.filter(({ partition: id, entry }) => {
      return (order.positionOf(id) ?? 0) >= entry.offset + dualRunTicks && !order.isCatchingUp(id)
    })
    if (due.length === 0) return undefined
    await settle()
    const swaps = new Map<string, Omit<SwapEntry, 'offset'>[]>()
    const news: SwapPlan['news'][number][] = []
    for (const run of due) {
      const verdict = await judgeDualRun(order, run, dualRunMargin)
      swaps.set(run.partition, [...(swaps.get(run.partition) ?? []), verdict.entry])
      news.push(verdict.news)
    }
    return { restores: [], swaps, news }
  }

  #tellCompared(): void {
    for (const slot of this.#slots.values()) for (const news of slot.takeCompared()) this.#options.onShadow?.(news)
  }

  #isDueAt(order: CheckpointOrder, id: string): boolean {
    return order.positionOf(id) === this.stopOf(id, order) && !order.isCatchingUp(id)
  }

  async #load(name: string, version: string): Promise<Model> {
    const known = this.#models.get(`${name} ${version}`)
    if (known !== undefined) return known
    const model = await this.#options.models.version(name, version)
    const slot = this.#slots.get(name)
    if (slot !== undefined) checkSameTask(name, slot.first, model)
    this.#models.set(`${name} ${version}`, model)
    return model
  }

  #model(name: string, version: string): Model {
    return this.#models.get(`${name} ${version}`)!
  }
}

function fixedStates(name: string, fingerprint: string): TickwiseError {
  return new TickwiseError('CHAIN_INVALID', {
    expected: 'models to be swapped in forecast() or infer(), whose states can be handed over',
    received: `"${name}" in classify() or suggest(), whose states only their own network understands`,
    action: `Name one version for good, "${name.split('@')[0]}@${fingerprint.slice(0, 8)}"; to take another, \`tickwise reset\` and name that.`,
  })
}
