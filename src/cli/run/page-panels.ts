import type { Panel } from '../../dashboard/panel.ts'
import { createRecentLetters } from '../../dashboard/recent-letters.ts'
import { createRunFigures } from '../../dashboard/run-figures.ts'
import type { RunObserver } from '../../operations/run-observer.ts'
import type { Source } from '../../stream/source.ts'

export interface PagePanels {
  readonly panels: Readonly<Record<string, Panel>>
  /** Feeds them. */
  readonly observer: Required<Pick<RunObserver, 'onStart' | 'onTurn' | 'onPhase'>>
}

/** What a run's page shows beside forecasts: how the loop goes, and what was refused. */
export function createPagePanels(source: Source, seconds = () => performance.now() / 1000): PagePanels {
  const run = createRunFigures({ source, seconds })
  const letters = createRecentLetters()
  return {
    panels: { run, letters },
    observer: {
      onStart: ({ counters }) => letters.count(counters),
      onPhase: (phase) => run.onPhase(phase),
      onTurn(news) {
        run.onTurn(news)
        letters.add(news.deadLetters)
        if (news.counters !== undefined) letters.count(news.counters)
      },
    },
  }
}
