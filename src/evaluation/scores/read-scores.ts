import { correctedTest, type DieboldMariano } from '../metrics/diebold-mariano.ts'
import { wilsonInterval } from '../metrics/wilson-interval.ts'
import { blocks, sumNames, type ScoreLayout, type SumName } from './score-layout.ts'
import type { HorizonReport, HorizonSkill, Measures, NaiveName } from './score-report.ts'
import { scoreVerdict } from './score-verdict.ts'

const indexOf = Object.fromEntries(sumNames.map((name, i) => [name, i])) as Record<SumName, number>

/** What is shown with every forecast; one entry a horizon. */
export function readSkill(layout: ScoreLayout, scores: Float64Array): HorizonSkill[] {
  const { horizons, levels } = layout.shape
  const skill = new Array<HorizonSkill>(horizons.length)
  for (let n = 0; n < horizons.length; n++) {
    const at = layout.horizonAt[n]!
    const scored = scores[at]!
    const latest = layout.latestBlock(scores, at)
    skill[n] = {
      horizon: horizons[n]!,
      scored,
      networkMae: (scores[at + indexOf.error]! + scores[latest + indexOf.error]!) / scored,
      naiveMae: (scores[at + indexOf.lastError]! + scores[latest + indexOf.lastError]!) / scored,
      coverage: levels.length > 1 ? (scores[at + indexOf.covered]! + scores[latest + indexOf.covered]!) / scored : NaN,
    }
  }
  return skill
}

/** Everything that the scores say, one entry a horizon. */
export function readReport(layout: ScoreLayout, scores: Float64Array): HorizonReport[] {
  const { shape, fields, changesAt } = layout
  const [changes, sizes, squares] = scores.subarray(changesAt, changesAt + 3)
  const scale = { mean: sizes! / changes!, root: Math.sqrt(squares! / changes!) }
  return shape.horizons.map((horizon, n) => {
    const at = layout.horizonAt[n]!
    const since = scores.slice(at, at + fields)
    const latest = layout.latestBlock(scores, at)
    for (let i = 1; i < fields; i++) since[i]! += scores[latest + i]!
    const recent = new Float64Array(fields)
    for (let i = 0; i < blocks * fields; i++) recent[i % fields]! += scores[at + fields + i]!
    const scored = since[0]!
    const [hits, moves] = [since[indexOf.hits]!, since[indexOf.moves]!]
    const [lower, upper] = wilsonInterval(hits, moves)
    const against = shape.season > 1 ? 'seasonalNaive' : 'lastValue'
    const baseline = since[against === 'lastValue' ? indexOf.lastError : indexOf.seasonalError]!
    const test = readTest(scores, at + fields * (1 + blocks), horizon, scored, since[indexOf.error]! - baseline)
    const sinceStart = toMeasures(shape.levels, since, scale, shape.season)
    const report = {
      horizon,
      sinceStart,
      rolling: toMeasures(shape.levels, recent, scale, shape.season),
      direction: { accuracy: hits / moves, lower, upper, moves },
      dieboldMariano: { against, ...test } as { against: NaiveName } & DieboldMariano,
    }
    return { ...report, verdict: scoreVerdict(report) }
  })
}

function toMeasures(
  levels: readonly number[],
  sums: Float64Array,
  scale: { readonly mean: number; readonly root: number },
  season: number,
): Measures {
  const scored = sums[0]!
  const mean = (name: SumName) => sums[indexOf[name]]! / scored
  const errors = (absolute: SumName, squared: SumName) => ({ mae: mean(absolute), rmse: Math.sqrt(mean(squared)) })
  const network = errors('error', 'squaredError')
  const pinball = levels.map((_, q) => sums[sumNames.length + q]! / scored)
  const interval = levels.length > 1
  return {
    scored,
    ...network,
    mase: network.mae / scale.mean,
    rmsse: network.rmse / scale.root,
    smape: mean('smape'),
    pinball,
    crps: (2 * pinball.reduce((sum, loss) => sum + loss, 0)) / pinball.length,
    coverage: interval ? mean('covered') : NaN,
    width: interval ? mean('width') : NaN,
    intervalScore: interval ? mean('intervalLoss') : NaN,
    naive: {
      lastValue: errors('lastError', 'lastSquaredError'),
      drift: errors('driftError', 'driftSquaredError'),
      ...(season > 1 ? { seasonalNaive: errors('seasonalError', 'seasonalSquaredError') } : {}),
    },
  }
}

/** Diebold-Mariano's test of the differences so far; `sum` is theirs. */
function readTest(scores: Float64Array, at: number, horizon: number, count: number, sum: number): DieboldMariano {
  const mean = sum / count
  const covariances: number[] = []
  let [early, late] = [0, 0]
  for (let lag = 0; lag < Math.min(horizon, count); lag++) {
    const ends = 2 * sum - early - late
    covariances.push((scores[at + 2 * horizon + lag]! - mean * ends + (count - lag) * mean * mean) / count)
    early += scores[at + lag]!
    late += scores[at + horizon + ((count - 1 - lag) % horizon)]!
  }
  return correctedTest(mean, covariances, count, horizon)
}
