import { canonical, sigmoid, tanh } from './activations'
import { storeLanes } from './lanes'
import { Layer, Timestep } from './layer'
import { product } from './product'

/** Reset and update before their activations; the same for both forms. */
@inline function resetAndUpdate(layer: Layer, at: Timestep): void {
  product(
    at.rows, layer.padded >> 2,
    at.init, at.initRow,
    at.x, at.xRow, at.inputs, layer.inputPanels,
    at.previousH, layer.stateRow, layer.hidden, layer.recurrentPanels,
    at.gates, layer.gatesRow,
  )
}

/** (1 - z) h + z h~, with h~ already in its column. */
@inline function update(z: v128, h: v128, candidate: v128): v128 {
  return canonical(f32x4.add(f32x4.mul(f32x4.sub(f32x4.splat(1.0), z), h), f32x4.mul(z, candidate)))
}

export function gruBeforeForward(layer: Layer, at: Timestep): void {
  const gate: usize = layer.padded << 2
  resetAndUpdate(layer, at)
  for (let row: u32 = 0; row < at.rows; row++) {
    for (let unit: u32 = 0; unit < layer.hidden; unit += 4) {
      const g = at.gates + row * layer.gatesRow + (unit << 2)
      const r = sigmoid(v128.load(g))
      v128.store(g, r)
      v128.store(g + gate, sigmoid(v128.load(g + gate)))
      v128.store(g + 3 * gate, f32x4.mul(r, v128.load(at.previousH + row * layer.stateRow + (unit << 2))))
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
  for (let row: u32 = 0; row < at.rows; row++) {
    for (let unit: u32 = 0; unit < layer.hidden; unit += 4) {
      const g = at.gates + row * layer.gatesRow + (unit << 2)
      const s = row * layer.stateRow + (unit << 2)
      const candidate = tanh(v128.load(g + 2 * gate))
      v128.store(g + 2 * gate, candidate)
      storeLanes(at.nextH + s, update(v128.load(g + gate), v128.load(at.previousH + s), candidate), layer.hidden - unit)
    }
  }
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
    for (let unit: u32 = 0; unit < layer.hidden; unit += 4) {
      const g = at.gates + row * layer.gatesRow + (unit << 2)
      const s = row * layer.stateRow + (unit << 2)
      const r = sigmoid(v128.load(g))
      const z = sigmoid(v128.load(g + gate))
      const candidate = tanh(f32x4.add(v128.load(g + 2 * gate), f32x4.mul(r, v128.load(g + 3 * gate))))
      v128.store(g, r)
      v128.store(g + gate, z)
      v128.store(g + 2 * gate, candidate)
      storeLanes(at.nextH + s, update(z, v128.load(at.previousH + s), candidate), layer.hidden - unit)
    }
  }
}
