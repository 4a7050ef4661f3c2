import { canonical, sigmoidRow, tanhRow } from './activations'
import { panelBytes, storeLanes, storePair } from './lanes'
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

/** to = r h, in whole vectors; `to` may be h. Eight numbers at once, for wide registers. */
function gateRow(r: usize, h: usize, to: usize, units: u32): void {
  const end = r + (<usize>units << 2)
  for (; r + 32 <= end; r += 32) {
    const left = f32x4.mul(v128.load(r), v128.load(h))
    const right = f32x4.mul(v128.load(r, 16), v128.load(h, 16))
    storePair(to, left, right)
    h += 32
    to += 32
  }
  for (; r < end; r += 16) {
    v128.store(to, f32x4.mul(v128.load(r), v128.load(h)))
    h += 16
    to += 16
  }
}

/** h + z (h~ - h), which is (1 - z) h + z h~ */
@inline function updated(z: v128, candidate: v128, before: v128): v128 {
  return canonical(f32x4.add(before, f32x4.mul(z, f32x4.sub(candidate, before))))
}

/** The next h of a row; eight units at once, for wide registers. */
@inline function updateRow(z: usize, candidate: usize, previous: usize, next: usize, units: u32): void {
  for (; units >= 8; units -= 8) {
    const left = updated(v128.load(z), v128.load(candidate), v128.load(previous))
    const right = updated(v128.load(z, 16), v128.load(candidate, 16), v128.load(previous, 16))
    storePair(next, left, right)
    z += 32
    candidate += 32
    previous += 32
    next += 32
  }
  for (; units > 0; units -= min<u32>(units, 4)) {
    storeLanes(next, updated(v128.load(z), v128.load(candidate), v128.load(previous)), units)
    z += 16
    candidate += 16
    previous += 16
    next += 16
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
    for (let unit: u32 = 0; unit < layer.padded; unit += 8) {
      const g = at.gates + row * layer.gatesRow + (unit << 2)
      const left = f32x4.mul(v128.load(g), v128.load(g + 3 * gate))
      const right = f32x4.mul(v128.load(g, 16), v128.load(g + 3 * gate, 16))
      const c = g + 2 * gate
      const leftSum = f32x4.add(v128.load(c), left)
      const rightSum = f32x4.add(v128.load(c, 16), right)
      storePair(c, leftSum, rightSum)
    }
  }
  candidateAndUpdate(layer, at)
}
