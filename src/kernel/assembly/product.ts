import { panelBytes } from './lanes'
import { tiles3x12 } from './tile-3x12'
import { productByPairs } from './tile-4x16'
import { productByFour } from './tile-4x8'
import { isWide } from './wide'

/**
 * c = init + a W, for `rows` rows and `panels` panels of 8 columns; W is packed [panel][depth][8]. Strides (`...Row`) are
 * bytes; an `initRow` of 0 repeats one row, the bias; init may be c. Every number is one lane's sum: init, then a in
 * ascending order. So tiles of any shape give the same bits, and so does a product that goes on where another ended.
 *
 * Where three panels and three rows come together, tiles of 3 by 12 do the work: they are a little faster than 4 by 8,
 * which takes the rest. A number of rows other than 1, 2 and 5 is a sum of threes and at most two fours.
 */
export function product(
  rows: u32, panels: u32,
  init: usize, initRow: usize,
  a: usize, aRow: usize, depth: u32, weights: usize,
  c: usize, cRow: usize,
): void {
  if (isWide() && rows > 3) return productByPairs(rows, panels, init, initRow, a, aRow, depth, weights, c, cRow)
  const inFours: u32 = 4 * (rows % 3)
  const grouped: u32 = inFours <= rows ? panels - (panels % 3) : <u32>0
  const size = depth * panelBytes
  if (grouped > 0) {
    const inThrees = rows - inFours
    for (let panel: u32 = 0; panel < grouped; panel += 3) {
      const column = panel * panelBytes
      tiles3x12(inThrees, init + column, initRow, a, aRow, depth, weights + panel * size, c + column, cRow)
    }
    productByFour(
      inFours, grouped,
      init + inThrees * initRow, initRow,
      a + inThrees * aRow, aRow, depth, weights,
      c + inThrees * cRow, cRow,
    )
  }
  if (grouped < panels) {
    const column = grouped * panelBytes
    productByFour(
      rows, panels - grouped,
      init + column, initRow,
      a, aRow, depth, weights + grouped * size,
      c + column, cRow,
    )
  }
}
