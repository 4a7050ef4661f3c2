import type { DeadLetter } from '../stream/dead-letter.ts'
import type { Tick } from '../stream/tick.ts'
import type { RetrainingNews, ServingNews, ShadowNews, SwapNews } from './model-news.ts'

/** What the loop does at the moment. */
export const runPhases = ['read', 'recover', 'load', 'compute', 'commit', 'save'] as const
export type RunPhase = (typeof runPhases)[number]

export interface StartNews {
  readonly guarantee: string
  /** Of all earlier runs on this state. */
  readonly counters: Readonly<Record<string, number>>
}

/** A turn that was handed to the sinks: the part of the pipeline's report that operations need. */
export interface TurnNews {
  readonly ticks: readonly Tick[]
  readonly outputs: readonly unknown[]
  readonly deadLetters: readonly DeadLetter[]
  /** Of all runs on this state. */
  readonly counters?: Readonly<Record<string, number>>
  readonly cache: { readonly keys: number; readonly dirty: number }
}

/** Watches a run. Called synchronously by its loop. */
export interface RunObserver {
  onStart?(news: StartNews): void
  onTurn?(news: TurnNews): void
  /** A phase begins; the function that is given back is called at its end, however it ended. */
  onPhase?(phase: RunPhase): () => void
  /** Asked to stop: the turn under way is finished and saved. */
  onStop?(): void
  /** Who serves where: after every recovery and every swap. */
  onModels?(news: readonly ServingNews[]): void
  onSwap?(news: SwapNews): void
  /** After a turn in which forecasts of a dual run were compared. */
  onShadow?(news: ShadowNews): void
  onRetrain?(news: RetrainingNews): void
}

/** Several observers as one. */
export function allObservers(observers: readonly RunObserver[]): Required<RunObserver> {
  return {
    onStart: (news) => observers.forEach((one) => one.onStart?.(news)),
    onTurn: (news) => observers.forEach((one) => one.onTurn?.(news)),
    onStop: () => observers.forEach((one) => one.onStop?.()),
    onModels: (news) => observers.forEach((one) => one.onModels?.(news)),
    onSwap: (news) => observers.forEach((one) => one.onSwap?.(news)),
    onShadow: (news) => observers.forEach((one) => one.onShadow?.(news)),
    onRetrain: (news) => observers.forEach((one) => one.onRetrain?.(news)),
    onPhase(phase) {
      const ends = observers.flatMap((one) => one.onPhase?.(phase) ?? [])
      return () => ends.forEach((end) => end())
    },
  }
}
