import type { ModelsView } from '../../dashboard/models-view.ts'
import { createModelsFeed } from '../../operations/models-feed.ts'
import { allObservers, type RunObserver } from '../../operations/run-observer.ts'
import type { RunOptions } from '../../pipeline/run-options.ts'

/** What a run tells of its models, for those who operate it and for the page. */
export function modelsObserver(
  operations: RunObserver,
  page: { models(view: ModelsView): void } | undefined,
): Required<Pick<RunOptions, 'onModels' | 'onShadow' | 'onSwap' | 'onRetrain'>> {
  const feed = page && createModelsFeed({ now: Date.now, publish: (view) => page.models(view) })
  const { onModels, onShadow, onSwap, onRetrain } = allObservers(feed ? [operations, feed] : [operations])
  return { onModels, onShadow, onSwap, onRetrain }
}
