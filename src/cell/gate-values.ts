import type { Model } from '../model/model.ts'
import { inputSize } from '../model/spec.ts'
import { gateOrder } from '../model/tensors.ts'
import { viewTensors } from '../model/view-tensors.ts'
import { createCellLayer } from './cell.ts'
import { cellOf } from './cells.ts'
import { layerNorm } from './layer-norm.ts'
import { sigmoid, type Vector } from './vector.ts'

/** A gate's values at one timestep, 0 (closed) to 1 (open). */
export interface GateValues {
  /** `update gate, layer 1` */
  readonly name: string
  /** [hidden] */
  readonly values: Vector
}

/** Finds the gates' values for x [inputs] and the hidden states before it, as a model spec lays them out. For people: float64. */
export type GateReader = (x: ArrayLike<number>, before: ArrayLike<number>) => GateValues[]

export function createGateReader({ spec, weights }: Pick<Model, 'spec' | 'weights'>): GateReader {
  const tensors = viewTensors(spec, Float64Array.from(weights))
  let inputs = inputSize(spec)
  let at = 0
  const layers = spec.layers.map((layer, n) => {
    const own = tensors.layers[n]!
    const { cell, hidden } = layer
    const gates = gateOrder[cell]
    // Nobody goes back through these timesteps: the gradients' place is taken by the weights themselves.
    const cellLayer = createCellLayer({ hidden, inputs, gates: gates.length }, own, own)
    const from = at
    at += cell === 'lstm' ? 2 * hidden : hidden
    inputs = hidden
    return { hidden, gates, cellLayer, norm: own.norm, from, to: at, step: cellOf(layer) }
  })
  return (first, before) => {
    const values: GateValues[] = []
    let x: Vector = Float64Array.from(first)
    layers.forEach(({ hidden, gates, cellLayer, norm, from, to, step }, n) => {
      if (norm) x = layerNorm(norm, norm, x).y
      const state = Float64Array.from(before).slice(from, to)
      gates.forEach((gate, g) => {
        if (gate === 'candidate') return
        values.push({
          name: `${gate} gate, layer ${n + 1}`,
          values: sigmoid(cellLayer.gates[g]!.of(state.slice(0, hidden), x)),
        })
      })
      x = step(cellLayer, x, state).state.slice(0, hidden)
    })
    return values
  }
}
