import { canonical, sigmoidRow, tanhRow } from './activations'
import { storeLanes, storePair } from './lanes'
import { Layer, Timestep } from './layer'
import { product } from './product'
import { throughSigmoid, throughTanh } from './through-activation'

/** f c + i c~ */
@inline function cell(input: v128, forget: v128, candidate: v128, previous: v128): v128 {
  return canonical(f32x4.add(f32x4.mul(forget, previous), f32x4.mul(input, candidate)))
}

/** c = f c + i c~, behind the gates and into the state; eight units at once, for wide registers. */
@inline function cellRow(gates: usize, gate: usize, previous: usize, next: usize, units: u32): void {
  let forgets = gates + gate
  let candidates = forgets + gate
  let cells = candidates + 2 * gate
  for (; units >= 8; units -= 8) {
    const left = cell(v128.load(gates), v128.load(forgets), v128.load(candidates), v128.load(previous))
    const right = cell(v128.load(gates, 16), v128.load(forgets, 16), v128.load(candidates, 16), v128.load(previous, 16))
    storePair(cells, left, right)
    storePair(next, left, right)
    gates += 32
    forgets += 32
    candidates += 32
    cells += 32
    previous += 32
    next += 32
  }
  for (; units > 0; units -= min<u32>(units, 4)) {
    const c = cell(v128.load(gates), v128.load(forgets), v128.load(candidates), v128.load(previous))
    v128.store(cells, c)
    storeLanes(next, c, units)
    gates += 16
    forgets += 16
    candidates += 16
    cells += 16
    previous += 16
    next += 16
  }
}

/** h = o tanh c */
@inline function outputRow(outputs: usize, gate: usize, next: usize, units: u32): void {
  let squashed = outputs + gate
  for (; units >= 8; units -= 8) {
    const left = canonical(f32x4.mul(v128.load(outputs), v128.load(squashed)))
    const right = canonical(f32x4.mul(v128.load(outputs, 16), v128.load(squashed, 16)))
    storePair(next, left, right)
    outputs += 32
    squashed += 32
    next += 32
  }
  for (; units > 0; units -= min<u32>(units, 4)) {
    storeLanes(next, canonical(f32x4.mul(v128.load(outputs), v128.load(squashed))), units)
    outputs += 16
    squashed += 16
    next += 16
  }
}

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
    cellRow(gates, gate, at.previousC + state, at.nextC + state, layer.hidden)
    tanhRow(gates + 4 * gate, vectors)
    outputRow(gates + 3 * gate, gate, at.nextH + state, layer.hidden)
  }
}

/** In: the gradients of h and c after the timestep. Out: the gates' gradients over the gates, dC as it was before. */
@inline function lstmRowBackward(
  units: u32, dH: usize, dC: usize, inputs: usize, gate: usize, previousC: usize,
): void {
  const forgets = inputs + gate
  const candidates = forgets + gate
  const outputs = candidates + gate
  const squashed = outputs + gate
  for (let unit: u32 = 0; unit < units; unit += 8) {
    const at: usize = unit << 2
    const i0 = v128.load(inputs + at)
    const i1 = v128.load(inputs + at, 16)
    const f0 = v128.load(forgets + at)
    const f1 = v128.load(forgets + at, 16)
    const c0 = v128.load(candidates + at)
    const c1 = v128.load(candidates + at, 16)
    const o0 = v128.load(outputs + at)
    const o1 = v128.load(outputs + at, 16)
    const s0 = v128.load(squashed + at)
    const s1 = v128.load(squashed + at, 16)
    const dh0 = v128.load(dH + at)
    const dh1 = v128.load(dH + at, 16)
    const dc0 = f32x4.add(v128.load(dC + at), throughTanh(f32x4.mul(dh0, o0), s0))
    const dc1 = f32x4.add(v128.load(dC + at, 16), throughTanh(f32x4.mul(dh1, o1), s1))
    const dForget0 = f32x4.mul(dc0, v128.load(previousC + at))
    const dForget1 = f32x4.mul(dc1, v128.load(previousC + at, 16))
    storePair(inputs + at, throughSigmoid(f32x4.mul(dc0, c0), i0), throughSigmoid(f32x4.mul(dc1, c1), i1))
    storePair(forgets + at, throughSigmoid(dForget0, f0), throughSigmoid(dForget1, f1))
    storePair(candidates + at, throughTanh(f32x4.mul(dc0, i0), c0), throughTanh(f32x4.mul(dc1, i1), c1))
    storePair(outputs + at, throughSigmoid(f32x4.mul(dh0, s0), o0), throughSigmoid(f32x4.mul(dh1, s1), o1))
    storePair(dC + at, f32x4.mul(dc0, f0), f32x4.mul(dc1, f1))
  }
}

/** In: the gradients of h and c after the timestep. Out: the gates' gradients over the gates, dC as it was before. */
export function lstmBackward(layer: Layer, rows: u32, dH: usize, dC: usize, gates: usize, previousC: usize, dPreviousH: usize): void {
  const gate: usize = layer.padded << 2
  for (let row: u32 = 0; row < rows; row++) {
    const state = row * layer.stateRow
    lstmRowBackward(layer.padded, dH + state, dC + state, gates + row * layer.gatesRow, gate, previousC + state)
  }
  product(
    rows, layer.padded >> 3,
    dPreviousH, layer.stateRow,
    gates, layer.gatesRow, layer.padded * 4, layer.backPanels,
    dPreviousH, layer.stateRow,
  )
}
