import { canonical, sigmoidRow, tanhRow } from './activations'
import { storeLanes } from './lanes'
import { Layer, Timestep } from './layer'
import { product } from './product'

/** r and z; the same for both forms. */
@inline function resetAndUpdate(layer: Layer, at: Timestep): void {
  product(
    at.rows, layer.padded >> 2,
    at.init, at.initRow,
    at.x, at.xRow, at.inputs, layer.inputPanels,
    at.previousH, layer.stateRow, layer.hidden, layer.recurrentPanels,
    at.gates, layer.gatesRow,
  )
  for (let row: u32 = 0; row < at.rows; row++) sigmoidRow(at.gates + row * layer.gatesRow, layer.padded >> 1)
}

/** h = (1 - z) h + z h~, from the candidate before its tanh. */
@inline function candidateAndUpdate(layer: Layer, at: Timestep): void {
  const gate: usize = layer.padded << 2
  for (let row: u32 = 0; row < at.rows; row++) {
    const gates = at.gates + row * layer.gatesRow
    tanhRow(gates + 2 * gate, layer.padded >> 2)
    for (let unit: u32 = 0; unit < layer.hidden; unit += 4) {
      const g = gates + (unit << 2)
      const s = row * layer.stateRow + (unit << 2)
      const z = v128.load(g + gate)
      const kept = f32x4.mul(f32x4.sub(f32x4.splat(1.0), z), v128.load(at.previousH + s))
      const h = canonical(f32x4.add(kept, f32x4.mul(z, v128.load(g + 2 * gate))))
      storeLanes(at.nextH + s, h, layer.hidden - unit)
    }
  }
}



export function gruBeforeForward(layer: Layer, at: Timestep): void {
  const gate: usize = layer.padded << 2
  resetAndUpdate(layer, at)
  for (let row: u32 = 0; row < at.rows; row++) {
    for (let unit: u32 = 0; unit < layer.hidden; unit += 4) {
      const g = at.gates + row * layer.gatesRow + (unit << 2)
      const h = v128.load(at.previousH + row * layer.stateRow + (unit << 2))
      v128.store(g + 3 * gate, f32x4.mul(v128.load(g), h))
    }
  }
  const candidates = (layer.padded >> 2) * 32
  product(
    at.rows, layer.padded >> 3,
    at.init + 2 * gate, at.initRow,
    at.x, at.xRow, at.inputs, layer.inputPanels + candidates * at.inputs,
    at.gates + 3 * gate, layer.gatesRow, layer.hidden, layer.recurrentPanels + candidates * layer.hidden,
    at.gates + 2 * gate, layer.gatesRow,
  )
  candidateAndUpdate(layer, at)
}

export function gruAfterForward(layer: Layer, at: Timestep): void {
  const gate: usize = layer.padded << 2
  const candidates = (layer.padded >> 2) * 32
  resetAndUpdate(layer, at)
  product(
    at.rows, layer.padded >> 3,
    at.init + 2 * gate, at.initRow,
    at.x, at.xRow, at.inputs, layer.inputPanels + candidates * at.inputs,
    0, 0, 0, 0,
    at.gates + 2 * gate, layer.gatesRow,
  )
  product(
    at.rows, layer.padded >> 3,
    layer.recurrentBias, 0,
    at.previousH, layer.stateRow, layer.hidden, layer.recurrentPanels + candidates * layer.hidden,
    0, 0, 0, 0,
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
