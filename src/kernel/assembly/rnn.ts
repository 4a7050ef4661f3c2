import { canonical, tanhRow } from './activations'
import { storeLanes } from './lanes'
import { Layer, Timestep } from './layer'
import { product } from './product'

export function rnnForward(layer: Layer, at: Timestep): void {
  product(
    at.rows, layer.padded >> 3,
    at.init, at.initRow,
    at.v, at.vRow, layer.inputs + layer.hidden, layer.panels,
    at.gates, layer.gatesRow,
  )
  for (let row: u32 = 0; row < at.rows; row++) {
    const gates = at.gates + row * layer.gatesRow
    const h = at.nextH + row * layer.stateRow
    tanhRow(gates, layer.padded >> 2)
    for (let unit: u32 = 0; unit < layer.hidden; unit += 4) {
      storeLanes(h + (unit << 2), canonical(v128.load(gates + (unit << 2))), layer.hidden - unit)
    }
  }
}

/** In: `h` after the timestep and its gradient. Out: the gates' gradients, over the gates. */
export function rnnBackward(layer: Layer, rows: u32, h: usize, dH: usize, gates: usize, dPreviousH: usize): void {
  const one = f32x4.splat(1.0)
  for (let row: u32 = 0; row < rows; row++) {
    for (let unit: u32 = 0; unit < layer.padded; unit += 4) {
      const at = row * layer.stateRow + (unit << 2)
      const y = v128.load(h + at)
      v128.store(gates + row * layer.gatesRow + (unit << 2), f32x4.mul(v128.load(dH + at), f32x4.sub(one, f32x4.mul(y, y))))
    }
  }
  product(
    rows, layer.padded >> 3,
    dPreviousH, layer.stateRow,
    gates, layer.gatesRow, layer.padded, layer.backPanels,
    dPreviousH, layer.stateRow,
  )
}
