import type { Observable } from 'rxjs'
import { z } from 'zod'
import { TickwiseError } from '../errors.ts'
import type { Model } from '../model/model.ts'
import { retrainingFaults, type PipelineRetraining } from '../retraining/pipeline-retraining.ts'
import { guarantees, type Guarantee } from '../state/guarantee.ts'
import { swapPolicies, type SwapPolicy } from '../state/model-history.ts'
import { gapPolicies } from '../state/recovery.ts'
import type { Store } from '../state/store.ts'
import type { DeadLetter } from '../stream/dead-letter.ts'
import type { Sink } from '../stream/sink.ts'
import type { Source } from '../stream/source.ts'

/** Limits and habits of a run; every one has a default. */
export const settingsSchema = z.strictObject({
  /** Part of every output's id, and stamped into the state. */
  name: z
    .string()
    .regex(/^[a-z0-9][a-z0-9._-]*$/i, 'letters, digits, dot, dash, underscore')
    .default('pipeline'),
  /** Default: exactly once where source, sink and store can, else at least once. Asked for by name and not possible: refused. */
  guarantee: z.enum(guarantees).optional(),
  /** What happens to a tick older than its key's last one. */
  late: z.enum(['dead-letter', 'accept']).default('dead-letter'),
  /** What to do where checkpoint, committed offset and log don't fit together. */
  onGap: z.enum(gapPolicies).default('fail'),
  /** A key idle for longer, by event time, comes back fresh. */
  ttlMs: z.number().positive().optional(),
  turn: z
    .strictObject({
      /** Ticks a turn at most. */
      maxTicks: z.int().min(1).max(65_536).default(2048),
      /** How long an idle source is waited for before the clock is looked at. */
      waitMs: z.int().min(1).max(60_000).default(200),
    })
    .prefault({}),
  checkpoint: z
    .strictObject({
      /** A checkpoint is due after so many ticks, */
      everyTicks: z.int().min(1).default(100_000),
      /** or so long after the last one, if ticks came. */
      everyMs: z.int().min(1).default(1000),
    })
    .prefault({}),
  cache: z
    .strictObject({
      /** Key records held in memory. */
      maxKeys: z.int().min(1).default(100_000),
      /** Changed records from which on a checkpoint is forced. */
      maxDirty: z.int().min(1).optional(),
    })
    .prefault({}),
  /** What becomes of hidden states when another model takes over; for `models` that change. */
  swap: z.preprocess(
    (policy) => (typeof policy === 'string' ? { policy } : policy),
    z
      .strictObject({
        /** `warm-up`: made anew from the last inputs; `carry`: kept; `reset`: zeros; `dual-run`: grown beside the champion first. */
        policy: z.enum(swapPolicies).default('warm-up'),
        /** Inputs kept a key, from which `warm-up` makes a state. */
        warmUpTicks: z.int().min(0).max(4096).default(64),
        /** How often it is looked who serves; 0: before every turn. */
        everyMs: z.int().min(0).default(2000),
        /** Ticks of a partition that a challenger advances beside before it takes over or leaves, by `dual-run`. */
        dualRunTicks: z.int().min(1).max(100_000_000).default(1000),
        /** The part of the serving model's loss meanwhile that it has to save; below 0, what it may lose. */
        dualRunMargin: z.number().gt(-1).lt(1).default(0),
      })
      .prefault({}),
  ),
})

export type PipelineSettings = z.infer<typeof settingsSchema>

/** Finds a model by name: a registry, or a table in a test. */
export interface ModelSource {
  load(name: string): Promise<Model>
}

/** Who serves under a name, by the last decision about it. */
export interface ServingModel {
  readonly fingerprint: string
  /** Grows with every decision. */
  readonly decision: number
  /** The decision was to go back to the model before. */
  readonly isReturn: boolean
  /** Fingerprints of the models that its training began from, one from the other. */
  readonly ancestors?: readonly string[] | undefined
}

/** A source of models that change while a pipeline runs: `fromRegistry`. */
export interface LiveModelSource extends ModelSource {
  serving(name: string): Promise<ServingModel>
  /** One that serves or has served under the name, by the first digits of its fingerprint. */
  version(name: string, version: string): Promise<Model>
}

export function isLive(models: ModelSource): models is LiveModelSource {
  return 'serving' in models
}

type SettingsInput = Omit<z.input<typeof settingsSchema>, 'swap'>

export interface PipelineSpec<T, R> extends SettingsInput {
  /** A policy, or more about it. Default: `warm-up` from the last 64 inputs of each key. */
  readonly swap?: SwapPolicy | Partial<PipelineSettings['swap']>
  readonly source: Source<T>
  readonly sink: Sink<R>
  /** Default: `<name>.dead-letters.ndjson` in the working folder. */
  readonly deadLetters?: Sink<DeadLetter>
  /** Default: an embedded SQLite store in the folder `state/<name>`. */
  readonly state?: Store
  /** Where models that operators name are found. Default: files `models/<name>.safetensors`, then the shipped ones. */
  readonly models?: ModelSource
  /** Trains challengers on the pipeline's log, beside the loop, and promotes those that are better. */
  readonly retrain?: PipelineRetraining<T>
  readonly operators: (ticks: Observable<T>) => Observable<R>
}

/** A pipeline that was checked; `run` runs it. */
export interface Pipeline<T = unknown, R = unknown> {
  readonly kind: 'tickwise/pipeline'
  readonly settings: PipelineSettings
  readonly source: Source<T>
  readonly sink: Sink<R>
  readonly deadLetters: Sink<DeadLetter> | undefined
  readonly state: Store | undefined
  readonly models: ModelSource | undefined
  readonly retrain: PipelineRetraining<T> | undefined
  readonly operators: (ticks: Observable<T>) => Observable<R>
}

const part = (method: string) =>
  z.custom((value) => typeof (value as Record<string, unknown> | null)?.[method] === 'function', `needs ${method}()`)

const partsSchema = z.object({
  source: part('read'),
  sink: part('close'),
  deadLetters: part('close').optional(),
  state: part('claim').optional(),
  models: part('load').optional(),
  retrain: z
    .unknown()
    .superRefine((value, context) => {
      for (const message of value === undefined ? [] : retrainingFaults(value)) {
        context.addIssue({ code: 'custom', message })
      }
    })
    .optional(),
  operators: z.custom((value) => typeof value === 'function', 'a function ticks => ticks.pipe(...)'),
})

/**
 * Describes a pipeline: a source, a chain of operators, a sink, and where state lives. Nothing is opened before it is
 * run. Throws `CONFIG_INVALID` with every fault at once.
 */
export function pipeline<T, R>(spec: PipelineSpec<T, R>): Pipeline<T, R> {
  const { source, sink, deadLetters, state, models, retrain, operators, ...rest } = spec
  const parts = partsSchema.safeParse(spec)
  const settings = settingsSchema.safeParse(rest)
  if (parts.success && settings.success) {
    const sound = { source, sink, deadLetters, state, models, retrain, operators }
    return { kind: 'tickwise/pipeline', settings: settings.data, ...sound }
  }
  const issues = [...(parts.error?.issues ?? []), ...(settings.error?.issues ?? [])]
  throw new TickwiseError('CONFIG_INVALID', {
    expected: 'a sound pipeline',
    received: issues.map(({ path, message }) => `${path.join('.') || 'pipeline'}: ${message}`).join('; '),
    action: 'Correct every path named; the README has a whole pipeline to start from.',
  })
}

export function isPipeline(value: unknown): value is Pipeline {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'tickwise/pipeline'
}

export type { Guarantee }
