import { canonical, sigmoidRow, tanhRow } from './activations'
import { panelBytes, storeLanes } from './lanes'
import { Layer, Timestep } from './layer'
import { product } from './product'

/** r and z; the same for both forms. */
@inline function resetAndUpdate(layer: Layer, at: Timestep): void {
  product(
    at.rows, layer.padded >> 2,
    at.init, at.initRow,
    at.v, at.vRow, layer.inputs + layer.hidden, layer.panels,
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
      v128.store(at.gated + row * at.gatedRow + ((layer.inputs + unit) << 2), f32x4.mul(v128.load(g), h))
    }
  }
  const depth = layer.inputs + layer.hidden
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
  resetAndUpdate(layer, at)
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
