import { storePair } from './lanes'
import { Layer } from './layer'
import { product } from './product'
import { throughSigmoid, throughTanh } from './through-activation'

@inline function accumulatePair(at: usize, left: v128, right: v128): void {
  const l = f32x4.add(v128.load(at), left)
  const r = f32x4.add(v128.load(at, 16), right)
  storePair(at, l, r)
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
    for (let unit: u32 = 0; unit < layer.padded; unit += 8) {
      const g = gates + row * layer.gatesRow + (unit << 2)
      const s = row * layer.stateRow + (unit << 2)
      const z0 = v128.load(g + gate)
      const z1 = v128.load(g + gate, 16)
      const c0 = v128.load(g + 2 * gate)
      const c1 = v128.load(g + 2 * gate, 16)
      const dh0 = v128.load(dH + s)
      const dh1 = v128.load(dH + s, 16)
      const dz0 = f32x4.mul(dh0, f32x4.sub(c0, v128.load(previousH + s)))
      const dz1 = f32x4.mul(dh1, f32x4.sub(c1, v128.load(previousH + s, 16)))
      storePair(inner + s, f32x4.splat(0), f32x4.splat(0))
      accumulatePair(dPreviousH + s, f32x4.mul(dh0, f32x4.sub(one, z0)), f32x4.mul(dh1, f32x4.sub(one, z1)))
      storePair(g + gate, throughSigmoid(dz0, z0), throughSigmoid(dz1, z1))
      storePair(g + 2 * gate, throughTanh(f32x4.mul(dh0, z0), c0), throughTanh(f32x4.mul(dh1, z1), c1))
    }
  }
  product(
    rows, layer.padded >> 3,
    inner, layer.stateRow,
    gates + 2 * gate, layer.gatesRow, layer.padded, layer.candidateBackPanels,
    inner, layer.stateRow,
  )
  for (let row: u32 = 0; row < rows; row++) {
    for (let unit: u32 = 0; unit < layer.padded; unit += 8) {
      const g = gates + row * layer.gatesRow + (unit << 2)
      const s = row * layer.stateRow + (unit << 2)
      const r0 = v128.load(g)
      const r1 = v128.load(g, 16)
      const d0 = v128.load(inner + s)
      const d1 = v128.load(inner + s, 16)
      const dr0 = f32x4.mul(d0, v128.load(previousH + s))
      const dr1 = f32x4.mul(d1, v128.load(previousH + s, 16))
      accumulatePair(dPreviousH + s, f32x4.mul(d0, r0), f32x4.mul(d1, r1))
      storePair(g, throughSigmoid(dr0, r0), throughSigmoid(dr1, r1))
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
    for (let unit: u32 = 0; unit < layer.padded; unit += 8) {
      const g = gates + row * layer.gatesRow + (unit << 2)
      const s = row * layer.stateRow + (unit << 2)
      const r0 = v128.load(g)
      const r1 = v128.load(g, 16)
      const z0 = v128.load(g + gate)
      const z1 = v128.load(g + gate, 16)
      const c0 = v128.load(g + 2 * gate)
      const c1 = v128.load(g + 2 * gate, 16)
      const dh0 = v128.load(dH + s)
      const dh1 = v128.load(dH + s, 16)
      const dz0 = f32x4.mul(dh0, f32x4.sub(c0, v128.load(previousH + s)))
      const dz1 = f32x4.mul(dh1, f32x4.sub(c1, v128.load(previousH + s, 16)))
      const dc0 = throughTanh(f32x4.mul(dh0, z0), c0)
      const dc1 = throughTanh(f32x4.mul(dh1, z1), c1)
      const dr0 = f32x4.mul(dc0, v128.load(g + 3 * gate))
      const dr1 = f32x4.mul(dc1, v128.load(g + 3 * gate, 16))
      accumulatePair(dPreviousH + s, f32x4.mul(dh0, f32x4.sub(one, z0)), f32x4.mul(dh1, f32x4.sub(one, z1)))
      storePair(g, throughSigmoid(dr0, r0), throughSigmoid(dr1, r1))
      storePair(g + gate, throughSigmoid(dz0, z0), throughSigmoid(dz1, z1))
      storePair(g + 2 * gate, dc0, dc1)
      storePair(g + 3 * gate, f32x4.mul(dc0, r0), f32x4.mul(dc1, r1))
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
