import { describe, expect, it } from 'vitest'
import { comparedNetwork } from '../../../../src/cli/compare/compared-layer.ts'
import { measureGradient } from '../../../../src/cli/compare/measure-gradient.ts'
import { measureSize } from '../../../../src/cli/compare/measure-size.ts'
import { solveAdding, solvedBelow } from '../../../../src/cli/compare/solve-adding.ts'
import { tensorLayout } from '../../../../src/model/tensors.ts'
import { kernelEngine } from '../../../../src/training/kernel-engine.ts'

const engine = kernelEngine
const { signal } = new AbortController()

describe('measureSize', () => {
  it('counts gates, parameters, multiply-adds and bytes', () => {
    expect(measureSize(comparedNetwork('rnn', 4, 3))).toEqual({
      gates: [],
      parameters: 4 * 3 + 4 * 4 + 4 + 4 + 1,
      multiplyAdds: 4 * 3 + 4 * 4 + 4,
      stateBytes: 16,
    })
    expect(measureSize(comparedNetwork('lstm', 4, 3))).toMatchObject({
      gates: ['input', 'forget', 'output'],
      multiplyAdds: 4 * (4 * 3 + 4 * 4) + 4,
      stateBytes: 32,
    })
    expect(measureSize(comparedNetwork('gru', 4, 3)).gates).toEqual(['reset', 'update'])
  })
})

describe('measureGradient', () => {
  /** A network of one unit whose only weights that are not 0 are named. */
  const oneUnit = (cell: 'rnn' | 'lstm', set: Readonly<Record<string, readonly number[]>>) => {
    const spec = comparedNetwork(cell, 1, 2)
    const { tensors, length } = tensorLayout(spec)
    const weights = new Float32Array(length)
    for (const { name, offset } of tensors) weights.set(set[name] ?? [], offset)
    return { spec, weights }
  }

  it('is the power of the recurrent weight for an RNN at rest', () => {
    const { spec, weights } = oneUnit('rnn', { 'layers.0.recurrentWeights': [0.5] })
    const { byLag, exploding } = measureGradient(spec, weights, 6, engine)
    byLag.forEach((norm, lag) => expect(norm).toBeCloseTo(0.5 ** lag, 6))
    expect(byLag).toHaveLength(7)
    expect(exploding).toBe(0)
  })

  it('counts the steps at which it explodes', () => {
    const { spec, weights } = oneUnit('rnn', { 'layers.0.recurrentWeights': [2] })
    const { byLag, exploding } = measureGradient(spec, weights, 5, engine)
    expect(byLag.at(-1)).toBeCloseTo(32, 3)
    expect(exploding).toBe(1)
  })

  it('sees the memory of an LSTM in C', () => {
    // Forget and output gates are open, and nothing else is: C is kept, and h = σ(10) tanh(C).
    const { spec, weights } = oneUnit('lstm', { 'layers.0.bias': [-10, 10, 0, 10] })
    const { byLag } = measureGradient(spec, weights, 40, engine)
    expect(byLag[1]).toBeCloseTo(1, 3)
    expect(byLag[40]).toBeCloseTo(1, 2)
  })
})

describe('solveAdding', () => {
  const task = { hidden: 16, timesteps: 10, seed: 0, engine, signal }

  it('solves a short one with a GRU, in as many seeds as are needed', async () => {
    const { solved, runs } = await solveAdding({ ...task, cell: 'gru', updates: 1000 })
    expect(solved).toBe(true)
    expect(runs).toHaveLength(2)
    for (const { squaredError } of runs) expect(squaredError).toBeLessThan(solvedBelow)
  })

  it('gives up where there is no time to learn', async () => {
    const { solved, runs } = await solveAdding({ ...task, cell: 'rnn', updates: 5 })
    expect(solved).toBe(false)
    expect(runs.map(({ seed, updates }) => ({ seed, updates }))).toEqual([
      { seed: 1, updates: 5 },
      { seed: 2, updates: 5 },
    ])
  })

  it('stops when it is told', async () => {
    const reason = new Error('stop')
    await expect(solveAdding({ ...task, cell: 'rnn', updates: 5, signal: AbortSignal.abort(reason) })).rejects.toBe(
      reason,
    )
  })
})
