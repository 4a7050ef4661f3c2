import { Layer } from './layer'
import { product } from './product'

@inline function throughSigmoid(gradient: v128, y: v128): v128 {
  return f32x4.mul(gradient, f32x4.mul(y, f32x4.sub(f32x4.splat(1.0), y)))
}

@inline function throughTanh(gradient: v128, y: v128): v128 {
  return f32x4.mul(gradient, f32x4.sub(f32x4.splat(1.0), f32x4.mul(y, y)))
}

@inline function accumulate(at: usize, value: v128): void {
  v128.store(at, f32x4.add(v128.load(at), value))
}

/**
 * In: the gradient of h after the timestep. Out: the gates' gradients over the gates (r h stays, for the weights' gradient);
 * `dPreviousH` is added to. `inner` is room for [rows][padded], with the stride of a state row.
 */
export function gruBeforeBackward(
  layer: Layer, rows: u32, dH: usize, gates: usize, previousH: usize, dPreviousH: usize, inner: usize,
): void {
  const gate: usize = layer.padded << 2
  const one = f32x4.splat(1.0)
  for (let row: u32 = 0; row < rows; row++) {
    for (let unit: u32 = 0; unit < layer.padded; unit += 4) {
      const g = gates + row * layer.gatesRow + (unit << 2)
      const s = row * layer.stateRow + (unit << 2)
      const z = v128.load(g + gate)
      const candidate = v128.load(g + 2 * gate)
      const dh = v128.load(dH + s)
      v128.store(inner + s, f32x4.splat(0))
      accumulate(dPreviousH + s, f32x4.mul(dh, f32x4.sub(one, z)))
      v128.store(g + gate, throughSigmoid(f32x4.mul(dh, f32x4.sub(candidate, v128.load(previousH + s))), z))
      v128.store(g + 2 * gate, throughTanh(f32x4.mul(dh, z), candidate))
    }
  }
  product(
    rows, layer.padded >> 3,
    inner, layer.stateRow,
    gates + 2 * gate, layer.gatesRow, layer.padded, layer.candidateBackPanels,
    inner, layer.stateRow,
  )
  for (let row: u32 = 0; row < rows; row++) {
    for (let unit: u32 = 0; unit < layer.padded; unit += 4) {
      const g = gates + row * layer.gatesRow + (unit << 2)
      const s = row * layer.stateRow + (unit << 2)
      const r = v128.load(g)
      const dReset = v128.load(inner + s)
      accumulate(dPreviousH + s, f32x4.mul(dReset, r))
      v128.store(g, throughSigmoid(f32x4.mul(dReset, v128.load(previousH + s)), r))
    }
  }
  product(
    rows, layer.padded >> 3,
    dPreviousH, layer.stateRow,
    gates, layer.gatesRow, layer.padded * 2, layer.backPanels,
    dPreviousH, layer.stateRow,
  )
}

/** As above; the inner product's column becomes its gradient. */
export function gruAfterBackward(layer: Layer, rows: u32, dH: usize, gates: usize, previousH: usize, dPreviousH: usize): void {
  const gate: usize = layer.padded << 2
  const one = f32x4.splat(1.0)
  for (let row: u32 = 0; row < rows; row++) {
    for (let unit: u32 = 0; unit < layer.padded; unit += 4) {
      const g = gates + row * layer.gatesRow + (unit << 2)
      const s = row * layer.stateRow + (unit << 2)
      const r = v128.load(g)
      const z = v128.load(g + gate)
      const candidate = v128.load(g + 2 * gate)
      const dh = v128.load(dH + s)
      const dCandidate = throughTanh(f32x4.mul(dh, z), candidate)
      accumulate(dPreviousH + s, f32x4.mul(dh, f32x4.sub(one, z)))
      v128.store(g, throughSigmoid(f32x4.mul(dCandidate, v128.load(g + 3 * gate)), r))
      v128.store(g + gate, throughSigmoid(f32x4.mul(dh, f32x4.sub(candidate, v128.load(previousH + s))), z))
      v128.store(g + 2 * gate, dCandidate)
      v128.store(g + 3 * gate, f32x4.mul(dCandidate, r))
    }
  }
  product(
    rows, layer.padded >> 3,
    dPreviousH, layer.stateRow,
    gates, layer.gatesRow, layer.padded * 2, layer.backPanels,
    dPreviousH, layer.stateRow,
  )
  product(
    rows, layer.padded >> 3,
    dPreviousH, layer.stateRow,
    gates + 3 * gate, layer.gatesRow, layer.padded, layer.candidateBackPanels,
    dPreviousH, layer.stateRow,
  )
}
