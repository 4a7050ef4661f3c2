import { isTickwiseError } from '../errors.ts'
import type { Model } from '../model/model.ts'
import { toVersion } from '../state/model-history.ts'
import type { SwapNews } from './run-options.ts'
import type { LiveModelSource, ServingModel } from './spec.ts'

export interface ModelWatchOptions {
  /** 0: every look asks, and waits for the answer. */
  readonly everyMs: number
  readonly onSwap?: ((news: SwapNews) => void) | undefined
  readonly load: (name: string, version: string) => Promise<Model>
}

/** Asks who serves, beside the turns; an answer counts when the model that it names is in memory. */
export class ModelWatch {
  readonly #models: LiveModelSource
  readonly #options: ModelWatchOptions
  readonly #latest = new Map<string, ServingModel>()
  /** Decisions that named a model that can't serve here. */
  readonly #refused = new Set<number>()
  readonly #told = new Set<string>()
  #asking: Promise<void> | undefined
  #askedAt = -Infinity
  /** There may be partitions that do not follow the latest answers yet. */
  hasNews = true

  constructor(models: LiveModelSource, options: ModelWatchOptions) {
    this.#models = models
    this.#options = options
  }

  async add(name: string): Promise<ServingModel> {
    const serving = await this.#models.serving(name)
    await this.#options.load(name, toVersion(serving.fingerprint))
    this.#latest.set(name, serving)
    return serving
  }

  get all(): ReadonlyMap<string, ServingModel> {
    return this.#latest
  }

  /** After `add`. */
  latest(name: string): ServingModel {
    return this.#latest.get(name)!
  }

  tellOnce(name: string, news: SwapNews): void {
    if (this.#told.has(name)) return
    this.#told.add(name)
    this.#options.onSwap?.(news)
  }

  /** Between two turns. Waits for nothing but where every look asks. */
  async look(nowMs: number): Promise<void> {
    const { everyMs } = this.#options
    if (this.#asking === undefined && nowMs - this.#askedAt >= everyMs) {
      this.#askedAt = nowMs
      this.#asking = this.#ask().finally(() => (this.#asking = undefined))
    }
    if (everyMs === 0) await this.#asking
  }

  /** A registry out of reach, or a model that can't be read, stops no stream: it is told, and asked again. */
  async #ask(): Promise<void> {
    for (const [model, { decision, fingerprint }] of this.#latest) {
      let asked: number | undefined
      try {
        const serving = await this.#models.serving(model)
        if (serving.decision <= decision || this.#refused.has(serving.decision)) continue
        asked = serving.decision
        if (serving.fingerprint !== fingerprint) await this.#options.load(model, toVersion(serving.fingerprint))
        this.#latest.set(model, serving)
        this.hasNews = true
      } catch (error) {
        const isRefused = isTickwiseError(error, 'MODEL_INVALID') && asked !== undefined
        if (isRefused) this.#refused.add(asked!)
        const reason = error instanceof Error ? error.message : String(error)
        this.#options.onSwap?.({ kind: isRefused ? 'refused' : 'failed', model, reason })
      }
    }
  }
}
