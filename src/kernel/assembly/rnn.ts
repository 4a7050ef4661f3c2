import { canonical, tanhRow } from './activations'
import { storeLanes, storePair } from './lanes'
import { Layer, Timestep } from './layer'
import { product } from './product'
import { throughTanh } from './through-activation'

/** h, from its activation; eight units at once, for wide registers. */
@inline function outputRow(activations: usize, next: usize, units: u32): void {
  for (; units >= 8; units -= 8) {
    const left = canonical(v128.load(activations))
    const right = canonical(v128.load(activations, 16))
    storePair(next, left, right)
    activations += 32
    next += 32
  }
  for (; units > 0; units -= min<u32>(units, 4)) {
    storeLanes(next, canonical(v128.load(activations)), units)
    activations += 16
    next += 16
  }
}

export function rnnForward(layer: Layer, at: Timestep): void {
  product(
    at.rows, layer.padded >> 3,
    at.init, at.initRow,
    at.v, at.vRow, layer.inputs + layer.hidden, layer.panels,
    at.gates, layer.gatesRow,
  )
  for (let row: u32 = 0; row < at.rows; row++) {
    const gates = at.gates + row * layer.gatesRow
    tanhRow(gates, layer.padded >> 2)
    outputRow(gates, at.nextH + row * layer.stateRow, layer.hidden)
  }
}

/** In: `h` after the timestep and its gradient. Out: the gates' gradients, over the gates. */
export function rnnBackward(layer: Layer, rows: u32, h: usize, dH: usize, gates: usize, dPreviousH: usize): void {
  for (let row: u32 = 0; row < rows; row++) {
    for (let unit: u32 = 0; unit < layer.padded; unit += 8) {
      const at = row * layer.stateRow + (unit << 2)
      const left = throughTanh(v128.load(dH + at), v128.load(h + at))
      const right = throughTanh(v128.load(dH + at, 16), v128.load(h + at, 16))
      storePair(gates + row * layer.gatesRow + (unit << 2), left, right)
    }
  }
  product(
    rows, layer.padded >> 3,
    dPreviousH, layer.stateRow,
    gates, layer.gatesRow, layer.padded, layer.backPanels,
    dPreviousH, layer.stateRow,
  )
}
