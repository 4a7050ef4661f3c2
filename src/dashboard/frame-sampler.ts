import type { Frame, HorizonForecast, HorizonSkill, RunStatus } from './frame.ts'
import { hiddenState, KeySeries, type KeyLimits, type SeriesPart } from './key-series.ts'
import type { ModelsView } from './models-view.ts'
import type { Panel } from './panel.ts'
import { readScores } from './scores-view.ts'
import { skillWords, type SkillWords } from './skill-words.ts'
import type { PicturePart } from './state-ring.ts'

export interface SamplerLimits extends KeyLimits {
  /** Keys kept: the first ones seen. Later ones are counted, not shown. */
  readonly keys: number
}

export const defaultLimits: SamplerLimits = { keys: 200, points: 400, columns: 160, units: 128 }

/** What a viewer has already; `update` moves it on. Start with `newViewer`. */
export interface Viewer {
  wantedKey: string | undefined
  /** Instead of the hidden state. */
  wantedPicture: string | undefined
  /** The panel that it looks at instead of a key's chart. */
  wantedPanel: string | undefined
  panelRevision: number
  /** Counts the updates between two looks at a panel. */
  looks: number
  revision: number
  keysSent: number
  key: string | undefined
  ticksSent: number
  models: ModelsView | undefined
}

export interface KeyUpdate {
  readonly name: string
  readonly series: SeriesPart
  readonly hidden: PicturePart | undefined
  /** Pictures that there are, the one sent among them. */
  readonly pictures: readonly string[]
  readonly text: string | undefined
  readonly forecasts: readonly HorizonForecast[]
  readonly naive: number
  readonly band: number | undefined
  readonly skill: readonly (HorizonSkill & SkillWords)[]
}

/** One message to a page: whatever changed since the last one. */
export interface Update {
  readonly status: RunStatus | undefined
  /** All keys on show; left out when they are as before. */
  readonly keys?: readonly string[]
  readonly keysNotShown: number
  /** Of who looks at a chart. */
  readonly key?: KeyUpdate | undefined
  /** Of who looks at a panel; left out when it is as before. */
  readonly panel?: object
  /** Left out when they are as before, and of a run whose models can't change. */
  readonly models?: ModelsView
}

export interface FrameSampler {
  publish(frame: Frame): void
  /** Somebody begins to look on, until `leave`. */
  join(viewer: Viewer): void
  leave(viewer: Viewer): void
  /** Whether anybody looks at the charts of a key. */
  isWatched(key: string): boolean
  status(status: RunStatus): void
  models(models: ModelsView): void
  /** Undefined before there is any. */
  readonly latestModels: ModelsView | undefined
  /** What pages show beside the chart of a key, by name. */
  readonly panels: Readonly<Record<string, Panel>>
  /** Everything that the viewer has not seen, cut to what is kept; undefined when there is nothing new. */
  update(viewer: Viewer): Update | undefined
}

export function newViewer(wantedKey?: string, wantedPanel?: string, wantedPicture?: string): Viewer {
  const nothing = { revision: -1, keysSent: -1, key: undefined, ticksSent: 0, models: undefined }
  return { wantedKey, wantedPanel, wantedPicture, panelRevision: -1, looks: 0, ...nothing }
}

/** A panel is sent whole, so it is looked at in every fifth update alone: twice a second. */
const panelEvery = 5

/**
 * Keeps what pages may ask for, in bounded memory: a publish costs the same whether anybody looks or not, and a page
 * that looks seldom gets the same amount as one that looks often.
 */
export function createFrameSampler(
  limits: SamplerLimits = defaultLimits,
  others: Readonly<Record<string, Panel>> = {},
): FrameSampler {
  const series = new Map<string, KeySeries>()
  const viewers = new Set<Viewer>()
  let status: RunStatus | undefined
  let models: ModelsView | undefined
  let revision = 0
  let untracked = false

  function keysNotShown(): number {
    return untracked ? Math.max(1, (status?.keys ?? 0) - series.size) : 0
  }

  function keyUpdate(viewer: Viewer): KeyUpdate | undefined {
    const wanted = viewer.wantedKey !== undefined && series.has(viewer.wantedKey) ? viewer.wantedKey : undefined
    const name = wanted ?? viewer.key ?? series.keys().next().value
    const one = name === undefined ? undefined : series.get(name)
    if (name === undefined || one?.latest === undefined) return undefined
    if (name !== viewer.key) Object.assign(viewer, { key: name, ticksSent: 0 })
    const from = viewer.ticksSent
    viewer.ticksSent = one.ticks
    const { text, forecasts, naive, skill, band } = one.latest
    return {
      name,
      series: one.seriesFrom(from),
      hidden: one.pictureFrom(from, viewer.wantedPicture),
      pictures: [hiddenState, ...one.gates],
      text,
      forecasts,
      naive,
      band,
      skill: skill.map((horizon) => ({ ...horizon, ...skillWords(horizon) })),
    }
  }

  const scores: Panel = {
    get revision() {
      return revision
    },
    read: () => readScores(series, keysNotShown()),
  }
  const panels: Readonly<Record<string, Panel>> = { scores, ...others }

  /** The panel that the viewer looks at, when it is due and new. */
  function panelUpdate(viewer: Viewer): { readonly panel?: object } {
    const { wantedPanel = '' } = viewer
    const panel = Object.hasOwn(panels, wantedPanel) ? panels[wantedPanel] : undefined
    if (panel === undefined || viewer.looks++ % panelEvery !== 0) return {}
    const now = panel.revision
    if (now === viewer.panelRevision) return {}
    viewer.panelRevision = now
    return { panel: panel.read() }
  }

  return {
    panels,
    join: (viewer) => void viewers.add(viewer),
    leave: (viewer) => void viewers.delete(viewer),
    isWatched(key) {
      for (const viewer of viewers) if (viewer.key === key && viewer.wantedPanel === undefined) return true
      return false
    },
    publish(frame) {
      revision += 1
      let one = series.get(frame.key)
      if (one === undefined) {
        if (series.size >= limits.keys) {
          untracked = true
          return
        }
        one = new KeySeries(limits)
        series.set(frame.key, one)
      }
      one.push(frame)
    },
    status(next) {
      revision += 1
      status = next
    },
    models(next) {
      revision += 1
      models = next
    },
    get latestModels() {
      return models
    },
    update(viewer) {
      const panel = panelUpdate(viewer)
      if (viewer.revision === revision && panel.panel === undefined) return undefined
      viewer.revision = revision
      const keysChanged = viewer.keysSent !== series.size
      viewer.keysSent = series.size
      const keys = keysChanged ? { keys: [...series.keys()] } : {}
      const changed = models !== undefined && viewer.models !== models ? { models } : {}
      viewer.models = models
      const shown = viewer.wantedPanel === undefined ? { key: keyUpdate(viewer) } : panel
      return { status, ...keys, keysNotShown: keysNotShown(), ...shown, ...changed }
    },
  }
}
