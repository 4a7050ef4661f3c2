import type { HorizonSkill } from './frame.ts'
import type { KeySeries } from './key-series.ts'
import { skillWords, type SkillWords } from './skill-words.ts'

/** How the forecasts of a key did so far. */
export interface KeyScores {
  readonly key: string
  /** Of this run. */
  readonly ticks: number
  readonly last: number | null
  /** The last value as it came. */
  readonly text: string | undefined
  readonly skill: readonly (HorizonSkill & SkillWords)[]
}

/** Skill and coverage by key and horizon. */
export interface ScoresView {
  /** In the order in which they turned up. */
  readonly keys: readonly KeyScores[]
  readonly keysNotShown: number
  /** Share of actuals that bands are to hold. */
  readonly band: number
}

export function readScores(series: ReadonlyMap<string, KeySeries>, keysNotShown: number): ScoresView {
  const keys = [...series].map(([key, { ticks, latest }]) => ({
    key,
    ticks,
    last: latest?.value ?? null,
    text: latest?.text,
    skill: (latest?.skill ?? []).map((horizon) => ({ ...horizon, ...skillWords(horizon) })),
  }))
  const known = [...series.values()].find(({ latest }) => latest?.band !== undefined)
  return { keys, keysNotShown, band: known?.latest?.band ?? 0.8 }
}
