import { canonical } from './activations'
import { gruAfterForward, gruBeforeForward } from './gru'
import { Layer, Timestep } from './layer'
import { normaliseRows } from './layer-norm'
import { lstmForward } from './lstm'
import { panelBytes } from './lanes'
import { narrowProduct } from './narrow-product'
import { product } from './product'
import { rnnForward } from './rnn'

/** A stack and its linear head, laid out by `createStepper`; `layers` pointers to `Layer` follow the fields. */
@unmanaged
export class Network {
  layers: u32
  /** Rows that go through the whole stack together: what they touch should stay in the fastest cache. */
  blockRows: u32
  inputs: usize
  inputRow: usize
  states: usize
  stateRow: usize
  outputs: usize
  outputRow: usize
  /** Vectors of 4 outputs; a panel has two. */
  outputVectors: u32
  headBias: usize
  headPanels: usize
  headInputs: u32
  timestep: usize
  /** Room for one block of rows [x, h]. */
  joined: usize
  joinedRow: usize
}

/** Copies `units` numbers of each row, in whole vectors: reads and writes up to three numbers too many. */
@inline function copyRows(rows: u32, units: u32, from: usize, fromRow: usize, to: usize, toRow: usize): void {
  for (let row: u32 = 0; row < rows; row++) {
    for (let unit: u32 = 0; unit < units; unit += 4) v128.store(to + (unit << 2), v128.load(from + (unit << 2)))
    from += fromRow
    to += toRow
  }
}

export function forwardTimestep(layer: Layer, at: Timestep): void {
  switch (layer.cell) {
    case 0: return rnnForward(layer, at)
    case 1: return lstmForward(layer, at)
    case 2: return gruBeforeForward(layer, at)
    default: return gruAfterForward(layer, at)
  }
}

/** Makes every NaN in `rows` rows the canonical one; the stride is a multiple of 16 bytes. */
@inline function canonicalRows(rows: u32, at: usize, row: usize): void {
  for (let end = at + rows * row; at < end; at += 16) v128.store(at, canonical(v128.load(at)))
}

/** y = W_hy h + b_y */
@inline function head(network: Network, rows: u32, h: usize, hRow: usize, outputs: usize): void {
  const panels = network.outputVectors >> 1
  const depth = network.headInputs
  if (panels > 0) {
    product(
      rows, panels,
      network.headBias, 0,
      h, hRow, depth, network.headPanels,
      outputs, network.outputRow,
    )
  }
  if (network.outputVectors & 1) {
    const column = panels * panelBytes
    narrowProduct(
      rows, network.headBias + column,
      h, hRow, depth, network.headPanels + column * depth,
      outputs + column, network.outputRow,
    )
  }
}

/** One timestep of the whole network for `rows` keys: states advance in place, outputs are written. */
export function step(network: Network, rows: u32): void {
  const at = changetype<Timestep>(network.timestep)
  for (let from: u32 = 0; from < rows; from += network.blockRows) {
    const count = min<u32>(network.blockRows, rows - from)
    const state = network.states + from * network.stateRow
    let x = network.inputs + from * network.inputRow
    let xRow = network.inputRow
    at.rows = count
    at.initRow = 0
    at.v = network.joined
    at.vRow = network.joinedRow
    at.gated = network.joined
    at.gatedRow = network.joinedRow
    for (let n: u32 = 0; n < network.layers; n++) {
      const layer = changetype<Layer>(load<usize>(changetype<usize>(network) + offsetof<Network>() + (n << 2)))
      const h = state + layer.stateOffset
      at.init = layer.bias
      if (layer.normGain) normaliseRows(layer, count, layer.inputs, x, xRow, network.joined, network.joinedRow)
      else copyRows(count, layer.inputs, x, xRow, network.joined, network.joinedRow)
      copyRows(count, layer.hidden, h, network.stateRow, network.joined + (layer.inputs << 2), network.joinedRow)
      at.gates = layer.gates
      at.previousH = h
      at.nextH = h
      at.previousC = h + (layer.hidden << 2)
      at.nextC = at.previousC
      forwardTimestep(layer, at)
      x = h
      xRow = network.stateRow
    }
    const outputs = network.outputs + from * network.outputRow
    head(network, count, x, xRow, outputs)
    canonicalRows(count, outputs, network.outputRow)
  }
}
