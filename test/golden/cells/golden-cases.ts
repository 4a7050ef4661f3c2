import { readFileSync } from 'node:fs'
import type { NetworkSpec } from '../../../src/kernel/stepper.ts'
import type { LayerSpec } from '../../../src/model/spec.ts'
import { tensorLayout } from '../../../src/model/tensors.ts'

type Nested = number | readonly Nested[]

interface RawCase {
  readonly kind: 'rnn' | 'lstm' | 'gru' | 'gru-reset-after'
  readonly inputs: number
  readonly hidden: number
  readonly batch: number
  readonly timesteps: number
  readonly weights: Readonly<Record<string, Nested>>
  readonly x: Nested
  readonly h0: Nested
  readonly c0?: Nested
  readonly h: Nested
  readonly c_last?: Nested
  readonly upstream: Nested
  readonly upstream_c?: Nested
  readonly grad: Readonly<Record<string, Nested>>
}

/** A golden case in our layout: matrices [timestep][sequence][unit], flat weights, a head that hands h on. */
export interface GoldenCase {
  readonly name: string
  readonly spec: NetworkSpec
  readonly timesteps: number
  readonly sequences: number
  readonly weights: Float64Array
  readonly inputs: Float64Array
  readonly states: Float64Array
  readonly outputs: Float64Array
  readonly lastCellStates: Float64Array | undefined
  readonly outputGradients: Float64Array
  readonly stateGradients: Float64Array
  /** Without the head's. */
  readonly weightGradients: Float64Array
  readonly inputGradients: Float64Array
  readonly initialStateGradients: Float64Array
}

const flat = (values: Nested): number[] => (typeof values === 'number' ? [values] : values.flatMap(flat))

/** Names of a gate's matrix over [h, x] and of its bias, in our gate order. */
const gateNames = {
  rnn: [],
  lstm: ['W_i b_i', 'W_f b_f', 'W_C b_C', 'W_o b_o'],
  gru: ['W_r b_r', 'W_z b_z', 'W b'],
  'gru-reset-after': ['W_r b_r', 'W_z b_z', 'W b'],
} as const

/** Flat tensors of the layer: input weights, recurrent weights, bias, and the recurrent bias where there is one. */
function layerTensors({ kind, hidden, inputs }: RawCase, values: Readonly<Record<string, Nested>>): number[] {
  const named = (name: string) => flat(values[name]!)
  if (kind === 'rnn') return [...named('W_xh'), ...named('W_hh'), ...named('b_h')]
  const gates = gateNames[kind].map((names) => names.split(' ').map(named) as [number[], number[]])
  const columns = (from: number, to: number) =>
    gates.flatMap(([W]) =>
      Array.from({ length: hidden }, (_, row) => {
        const start = row * (hidden + inputs)
        return W.slice(start + from, start + to)
      }).flat(),
    )
  const recurrentBias = kind === 'gru-reset-after' ? named('b_hn') : []
  return [...columns(hidden, hidden + inputs), ...columns(0, hidden), ...gates.flatMap(([, b]) => b), ...recurrentBias]
}

/** [sequence][timestep][unit] to [timestep][sequence][unit]. */
function timeFirst(values: Nested): Float64Array {
  const sequences = values as readonly (readonly Nested[])[]
  const timesteps = sequences[0]!.length
  return Float64Array.from(
    Array.from({ length: timesteps }, (_, t) => sequences.flatMap((sequence) => flat(sequence[t]!))).flat(),
  )
}

/** Rows [h] or [h, c]. */
function states(h: Nested, c: Nested | undefined): Float64Array {
  const rows = h as readonly Nested[]
  return Float64Array.from(
    rows.flatMap((row, n) => [...flat(row), ...(c === undefined ? [] : flat((c as readonly Nested[])[n]!))]),
  )
}

function toGoldenCase(raw: RawCase): GoldenCase {
  const { kind, hidden, timesteps, batch: sequences } = raw
  const layer: LayerSpec =
    kind === 'rnn' || kind === 'lstm'
      ? { cell: kind, hidden }
      : { cell: 'gru', hidden, reset: kind === 'gru' ? 'before' : 'after' }
  const horizons = Array.from({ length: hidden }, (_, i) => i + 1)
  const spec: NetworkSpec = {
    input: { kind: 'vector', size: raw.inputs },
    layers: [layer],
    head: { kind: 'forecast', horizons, quantiles: [], target: 'difference' },
  }
  const weights = new Float64Array(tensorLayout(spec).length)
  const tensors = layerTensors(raw, raw.weights)
  weights.set(tensors)
  for (let i = 0; i < hidden; i++) weights[tensors.length + i * hidden + i] = 1
  const noGradient = Array.from({ length: sequences }, () => Array.from({ length: hidden }, () => 0))
  return {
    name: `${kind} ${raw.inputs}->${hidden}, ${sequences} sequences of ${timesteps}`,
    spec,
    timesteps,
    sequences,
    weights,
    inputs: timeFirst(raw.x),
    states: states(raw.h0, raw.c0),
    outputs: timeFirst(raw.h),
    lastCellStates: raw.c_last === undefined ? undefined : Float64Array.from(flat(raw.c_last)),
    outputGradients: timeFirst(raw.upstream),
    stateGradients: states(noGradient, raw.upstream_c),
    weightGradients: Float64Array.from(layerTensors(raw, raw.grad)),
    inputGradients: timeFirst(raw.grad['x']!),
    initialStateGradients: states(raw.grad['h0']!, raw.grad['c0']),
  }
}

export const goldenCases: readonly GoldenCase[] = (
  JSON.parse(readFileSync(new URL('cells.json', import.meta.url), 'utf8')) as { cases: RawCase[] }
).cases.map(toGoldenCase)
