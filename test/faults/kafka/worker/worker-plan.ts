import type { SwapPolicy } from '../../../../src/state/model-history.ts'
import type { PipelineName } from './pipelines.ts'

/** Where a worker is made to do something bad to itself, and what. Names are those of `commitSteps` and of `wireSteps`. */
export interface Failpoint {
  readonly step: string
  /** The n-th time from now that the step is reached. */
  readonly nth: number
  /**
   * kill -9, SIGSTOP, or a wait in the middle of the work (`wireSteps` only), for some time or until it is told to go on,
   * while the group's heartbeats go on.
   */
  readonly action: 'kill' | 'stop' | 'wait' | { readonly waitMs: number }
}

/** Steps around calls of the connectors, which may wait; `commitSteps` are points between them, which can't. */
export const wireSteps = [
  'source:read',
  'sink:commit',
  'sink:committed',
  'store:claimed',
  'store:save',
  'store:saved',
] as const

/** Who serves a worker's chain. */
export interface ModelPlan {
  /** The folder of the registry. */
  readonly registry: string
  readonly policy: SwapPolicy
  readonly everyMs: number
  /** Instead of asking: by partition id, the history that another run has made, as `formatHistory` writes it. */
  readonly histories?: Readonly<Record<string, string>>
}

/** What the test tells the worker that it starts, as JSON in its first argument. */
export interface WorkerPlan {
  /** Names its transactions and its connections. */
  readonly id: string
  readonly brokers: string
  readonly pipeline: PipelineName
  readonly groupId: string
  readonly topics: readonly string[]
  readonly outTopic: string
  /** The URL of Redis, or a folder for the embedded store. */
  readonly store: { readonly redis: string; readonly prefix: string } | { readonly folder: string }
  /** Where it notes claims, saves and refusals. */
  readonly eventFile: string
  readonly models: ModelPlan
  readonly stopAtEnd: boolean
  readonly maxTicks: number
  readonly checkpoint: { readonly everyTicks: number; readonly everyMs: number }
  readonly cache: { readonly maxKeys: number; readonly maxDirty: number }
  readonly sessionTimeoutMs: number
  readonly transactionTimeoutMs: number
  readonly failpoints: readonly Failpoint[]
  /** A fault planted in the worker itself: the suite must then fail. */
  readonly mutation: string | undefined
}
