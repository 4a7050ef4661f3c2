import type { Frame, HorizonForecast, HorizonSkill } from '../../../src/dashboard/frame.ts'

const horizons = [1, 2, 3, 4, 5]

/** Frames of seeded random walks, `ticks` for each key, with forecasts, running skill and a hidden state. */
export function* randomWalk(keys: readonly string[], ticks: number, units: number): Generator<Frame> {
  const walkers = keys.map((key, i) => createWalker(key, 1000 + i, units))
  for (let tick = 0; tick < ticks; tick++) {
    for (const walker of walkers) yield walker(tick)
  }
}

function createWalker(key: string, seed: number, units: number): (tick: number) => Frame {
  const random = createRandom(seed)
  const hidden = new Float32Array(units)
  const values: number[] = []
  const past: (readonly HorizonForecast[])[] = []
  const totals = horizons.map(() => ({ scored: 0, network: 0, naive: 0, inside: 0 }))
  return (tick) => {
    const shock = random() + random() + random() - 1.5
    const value = Math.round(100 * (values.at(-1) ?? 1000) * (1 + 0.02 * shock)) / 100
    values.push(value)
    for (let unit = 0; unit < units; unit++) {
      hidden[unit] = 0.8 * (hidden[unit] as number) + 0.4 * shock * (random() - 0.5) + 0.05 * Math.sign(random() - 0.5)
    }
    horizons.forEach((horizon, i) => {
      const forecast = past[tick - horizon]?.[i]
      const before = values[tick - horizon]
      const total = totals[i]
      if (forecast === undefined || before === undefined || total === undefined) return
      total.scored += 1
      total.network += Math.abs(forecast.point - value)
      total.naive += Math.abs(before - value)
      total.inside += value >= forecast.lower && value <= forecast.upper ? 1 : 0
    })
    const forecasts = horizons.map((horizon) => {
      const half = 0.013 * value * Math.sqrt(horizon)
      const point = value * (1 + 0.002 * (random() - 0.5))
      return { horizon, point, lower: point - half, upper: point + half }
    })
    past.push(forecasts)
    const skill: HorizonSkill[] = totals.map(({ scored, network, naive, inside }, i) => ({
      horizon: i + 1,
      scored,
      networkMae: network / scored,
      naiveMae: naive / scored,
      coverage: inside / scored,
    }))
    const eventTime = Date.UTC(2020, 0, 1) + tick * 86_400_000
    return { key, eventTime, value, text: value.toFixed(2), naive: value, forecasts, skill, hidden }
  }
}

function createRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}
