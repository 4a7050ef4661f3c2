import { describe, expect, it } from 'vitest'
import { lineChart } from '../../../../src/cli/compare/line-chart.ts'

const chart = { title: 'a < b', xLabel: 'x', yLabel: 'y', yFrom: 0.01, yTo: 1, xTicks: [0, 10] }
const pointsOf = (svg: string) =>
  /points="([^"]*)"/
    .exec(svg)![1]!
    .split(' ')
    .map((pair) => pair.split(',').map(Number) as [number, number])

describe('lineChart', () => {
  it('puts equal ratios at equal distances, larger values higher', () => {
    const lines = [
      {
        name: 'l',
        style: 'rnn',
        points: [
          [0, 0.01],
          [5, 0.1],
          [10, 1],
        ] as const,
      },
    ]
    const [low, middle, high] = pointsOf(lineChart({ ...chart, lines })).map(([, y]) => y)
    expect(low! - middle!).toBeCloseTo(middle! - high!, 5)
    expect(low).toBeGreaterThan(high!)
  })

  it('cuts what is outside its axis, zero too', () => {
    const lines = [
      {
        name: 'l',
        style: 'rnn',
        points: [
          [0, 0],
          [5, 0.01],
          [10, 50],
        ] as const,
      },
    ]
    const [zero, least, most] = pointsOf(lineChart({ ...chart, lines })).map(([, y]) => y)
    expect(zero).toBe(least)
    expect(most).toBeGreaterThan(0)
  })

  it('draws a single value and escapes words', () => {
    const svg = lineChart({
      ...chart,
      xTicks: [10],
      lines: [{ name: 'l', style: 'rnn', points: [[10, 0.1]], dots: true }],
    })
    expect(svg).toContain('aria-label="a &lt; b"')
    expect(svg).not.toContain('NaN')
  })
})
