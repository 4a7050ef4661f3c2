import { canonical, sigmoidRow, tanhRow } from './activations'
import { storeLanes } from './lanes'
import { Layer, Timestep } from './layer'
import { product } from './product'

export function lstmForward(layer: Layer, at: Timestep): void {
  product(
    at.rows, layer.padded >> 1,
    at.init, at.initRow,
    at.v, at.vRow, layer.inputs + layer.hidden, layer.panels,
    at.gates, layer.gatesRow,
  )
  const gate: usize = layer.padded << 2
  const vectors = layer.padded >> 2
  for (let row: u32 = 0; row < at.rows; row++) {
    const gates = at.gates + row * layer.gatesRow
    const state = row * layer.stateRow
    sigmoidRow(gates, 2 * vectors)
    tanhRow(gates + 2 * gate, vectors)
    sigmoidRow(gates + 3 * gate, vectors)
    for (let unit: u32 = 0; unit < layer.hidden; unit += 4) {
      const g = gates + (unit << 2)
      const s = state + (unit << 2)
      const kept = f32x4.mul(v128.load(g + gate), v128.load(at.previousC + s))
      const c = canonical(f32x4.add(kept, f32x4.mul(v128.load(g), v128.load(g + 2 * gate))))
      v128.store(g + 4 * gate, c)
      storeLanes(at.nextC + s, c, layer.hidden - unit)
    }
    tanhRow(gates + 4 * gate, vectors)
    for (let unit: u32 = 0; unit < layer.hidden; unit += 4) {
      const g = gates + (unit << 2)
      const h = canonical(f32x4.mul(v128.load(g + 3 * gate), v128.load(g + 4 * gate)))
      storeLanes(at.nextH + state + (unit << 2), h, layer.hidden - unit)
    }
  }
}

@inline function throughSigmoid(gradient: v128, y: v128): v128 {
  return f32x4.mul(gradient, f32x4.mul(y, f32x4.sub(f32x4.splat(1.0), y)))
}

/** In: the gradients of h and c after the timestep. Out: the gates' gradients over the gates, dC as it was before. */
export function lstmBackward(layer: Layer, rows: u32, dH: usize, dC: usize, gates: usize, previousC: usize, dPreviousH: usize): void {
  const gate: usize = layer.padded << 2
  const one = f32x4.splat(1.0)
  for (let row: u32 = 0; row < rows; row++) {
    for (let unit: u32 = 0; unit < layer.padded; unit += 4) {
      const g = gates + row * layer.gatesRow + (unit << 2)
      const s = row * layer.stateRow + (unit << 2)
      const input = v128.load(g)
      const forget = v128.load(g + gate)
      const candidate = v128.load(g + 2 * gate)
      const output = v128.load(g + 3 * gate)
      const squashed = v128.load(g + 4 * gate)
      const dh = v128.load(dH + s)
      const dOutput = f32x4.mul(dh, squashed)
      const dSquashed = f32x4.mul(f32x4.mul(dh, output), f32x4.sub(one, f32x4.mul(squashed, squashed)))
      const dc = f32x4.add(v128.load(dC + s), dSquashed)
      v128.store(g, throughSigmoid(f32x4.mul(dc, candidate), input))
      v128.store(g + gate, throughSigmoid(f32x4.mul(dc, v128.load(previousC + s)), forget))
      v128.store(g + 2 * gate, f32x4.mul(f32x4.mul(dc, input), f32x4.sub(one, f32x4.mul(candidate, candidate))))
      v128.store(g + 3 * gate, throughSigmoid(dOutput, output))
      v128.store(dC + s, f32x4.mul(dc, forget))
    }
  }
  product(
    rows, layer.padded >> 3,
    dPreviousH, layer.stateRow,
    gates, layer.gatesRow, layer.padded * 4, layer.backPanels,
    dPreviousH, layer.stateRow,
  )
}
