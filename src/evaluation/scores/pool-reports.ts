import type { HorizonReport, NaiveName } from './score-report.ts'

/** Scores of several keys or horizons together. Only what has no unit can be pooled; every forecast counts the same. */
export interface PooledScores {
  /** Reports pooled that have anything scored. */
  readonly parts: number
  readonly scored: number
  /** Mean of the network's error over each naive one's, part by part; above 1 the network is worse. */
  readonly relativeMae: Readonly<Partial<Record<NaiveName, number>>>
  readonly mase: number
  readonly rmsse: number
  readonly smape: number
  readonly coverage: number
  /** Parts in which some naive forecaster has the smaller error. */
  readonly worse: number
  readonly verdict: string
}

/** Pools since-the-start scores: of all keys for one horizon, or of everything. */
export function poolReports(reports: readonly Pick<HorizonReport, 'sinceStart'>[]): PooledScores {
  const parts = reports.map(({ sinceStart }) => sinceStart).filter(({ scored }) => scored > 0)
  const scored = parts.reduce((sum, part) => sum + part.scored, 0)
  /** Weighted mean over the parts that have the figure. */
  const pool = (of: (part: (typeof parts)[number]) => number | undefined) => {
    let [sum, weight] = [0, 0]
    for (const part of parts) {
      const value = of(part)
      if (value === undefined || !Number.isFinite(value)) continue
      sum += part.scored * value
      weight += part.scored
    }
    return sum / weight
  }
  const relative = (name: NaiveName) =>
    pool(({ mae, naive }) => (naive[name] === undefined ? undefined : mae / naive[name].mae))
  const relativeMae = {
    lastValue: relative('lastValue'),
    drift: relative('drift'),
    ...(parts.some(({ naive }) => naive.seasonalNaive) ? { seasonalNaive: relative('seasonalNaive') } : {}),
  }
  const worse = parts.filter(({ mae, naive }) => Object.values(naive).some((errors) => errors.mae < mae)).length
  const pooled = {
    parts: parts.length,
    scored,
    relativeMae,
    mase: pool(({ mase }) => mase),
    rmsse: pool(({ rmsse }) => rmsse),
    smape: pool(({ smape }) => smape),
    coverage: pool(({ coverage }) => coverage),
    worse,
  }
  return { ...pooled, verdict: pooledVerdict(pooled) }
}

const words: readonly (readonly [NaiveName, string])[] = [
  ['lastValue', 'last value'],
  ['drift', 'drift'],
  ['seasonalNaive', 'seasonal naive'],
]

function pooledVerdict({ parts, relativeMae, worse }: Omit<PooledScores, 'verdict'>): string {
  if (parts === 0) return 'not scored yet'
  const ratios = words.flatMap(([key, name]) => {
    const ratio = relativeMae[key]
    return ratio === undefined || Number.isNaN(ratio) ? [] : [{ name, ratio }]
  })
  if (ratios.length === 0) return `no naive forecast made an error; worse than one in ${worse} of ${parts}`
  const hardest = ratios.reduce((a, b) => (b.ratio > a.ratio ? b : a), ratios[0]!)
  const percent = 100 * (hardest.ratio - 1)
  const beside =
    Math.abs(percent) < 0.05
      ? `even with ${hardest.name}`
      : `${Math.abs(percent).toFixed(1)} % ${percent > 0 ? 'worse' : 'better'} than ${hardest.name}`
  return `${beside} on average; worse than a naive forecast in ${worse} of ${parts}`
}
