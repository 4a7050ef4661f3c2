import { canonical, sigmoidRow, tanhRow } from './activations'
import { panelBytes, storeLanes } from './lanes'
import { Layer, Timestep } from './layer'
import { product } from './product'

/** r and z of every row, before their sigmoid. */
@inline function resetAndUpdateProduct(layer: Layer, at: Timestep): void {
  product(
    at.rows, layer.padded >> 2,
    at.init, at.initRow,
    at.v, at.vRow, layer.inputs + layer.hidden, layer.panels,
    at.gates, layer.gatesRow,
  )
}

/** to = r h, in whole vectors; `to` may be h. */
function gateRow(r: usize, h: usize, to: usize, units: u32): void {
  for (let end = r + (<usize>units << 2); r < end; r += 16) {
    v128.store(to, f32x4.mul(v128.load(r), v128.load(h)))
    h += 16
    to += 16
  }
}

/**
 * h = h + z (h~ - h), which is (1 - z) h + z h~. A NaN anywhere makes the row's sum one, so that a row without any, which
 * is nearly every row, is spared a look at each number.
 */
function updateRow(z: usize, candidate: usize, previous: usize, next: usize, units: u32): void {
  let sum = f32x4.splat(0)
  const start = next
  for (let end = z + (<usize>(units >> 2) << 4); z < end; z += 16) {
    const before = v128.load(previous)
    const h = f32x4.add(before, f32x4.mul(v128.load(z), f32x4.sub(v128.load(candidate), before)))
    v128.store(next, h)
    sum = f32x4.add(sum, h)
    candidate += 16
    previous += 16
    next += 16
  }
  if (units & 3) {
    const before = v128.load(previous)
    const h = f32x4.add(before, f32x4.mul(v128.load(z), f32x4.sub(v128.load(candidate), before)))
    storeLanes(next, canonical(h), units & 3)
  }
  if (v128.any_true(f32x4.ne(sum, sum))) {
    for (let at = start; at < next; at += 16) v128.store(at, canonical(v128.load(at)))
  }
}

/** From the candidate before its tanh. */
@inline function candidateAndUpdate(layer: Layer, at: Timestep): void {
  const gate: usize = layer.padded << 2
  let gates = at.gates
  let previous = at.previousH
  let next = at.nextH
  for (let row: u32 = 0; row < at.rows; row++) {
    tanhRow(gates + 2 * gate, layer.padded >> 2)
    updateRow(gates + gate, gates + 2 * gate, previous, next, layer.hidden)
    gates += layer.gatesRow
    previous += layer.stateRow
    next += layer.stateRow
  }
}

export function gruBeforeForward(layer: Layer, at: Timestep): void {
  const gate: usize = layer.padded << 2
  const depth = layer.inputs + layer.hidden
  resetAndUpdateProduct(layer, at)
  let gates = at.gates
  let previous = at.previousH
  let gated = at.gated + (layer.inputs << 2)
  for (let row: u32 = 0; row < at.rows; row++) {
    sigmoidRow(gates, layer.padded >> 1)
    gateRow(gates, previous, gated, layer.hidden)
    gates += layer.gatesRow
    previous += layer.stateRow
    gated += at.gatedRow
  }
  product(
    at.rows, layer.padded >> 3,
    at.init + 2 * gate, at.initRow,
    at.gated, at.gatedRow, depth, layer.panels + (layer.padded >> 2) * depth * panelBytes,
    at.gates + 2 * gate, layer.gatesRow,
  )
  candidateAndUpdate(layer, at)
}

export function gruAfterForward(layer: Layer, at: Timestep): void {
  const gate: usize = layer.padded << 2
  resetAndUpdateProduct(layer, at)
  for (let row: u32 = 0; row < at.rows; row++) sigmoidRow(at.gates + row * layer.gatesRow, layer.padded >> 1)
  if (layer.inputs > 0) {
    product(
      at.rows, layer.padded >> 3,
      at.init + 2 * gate, at.initRow,
      at.v, at.vRow, layer.inputs, layer.candidateInputPanels,
      at.gates + 2 * gate, layer.gatesRow,
    )
  }
  product(
    at.rows, layer.padded >> 3,
    layer.recurrentBias, 0,
    at.v + (layer.inputs << 2), at.vRow, layer.hidden, layer.candidatePanels,
    at.gates + 3 * gate, layer.gatesRow,
  )
  for (let row: u32 = 0; row < at.rows; row++) {
    for (let unit: u32 = 0; unit < layer.padded; unit += 4) {
      const g = at.gates + row * layer.gatesRow + (unit << 2)
      const gated = f32x4.mul(v128.load(g), v128.load(g + 3 * gate))
      v128.store(g + 2 * gate, f32x4.add(v128.load(g + 2 * gate), gated))
    }
  }
  candidateAndUpdate(layer, at)
}
