import { describe, expect, test } from 'vitest'
import { lineChart } from '../../../../src/cli/terminal/line-chart.ts'
import { sparkline } from '../../../../src/cli/terminal/sparkline.ts'

describe('lineChart', () => {
  test('a rise goes from the lower left to the upper right', () => {
    expect(lineChart([0, 1, 2, 3, 4, 5, 6, 7], 2)).toEqual(['  ⡠⠊', '⡠⠊  '])
  })

  test('a jump is joined by a stroke', () => {
    expect(lineChart([0, 3], 1)).toEqual(['⡸'])
  })

  test('one value, equal values and gaps are drawn too', () => {
    expect(lineChart([5], 1)).toEqual(['⠂'])
    expect(lineChart([5, 5], 1)).toEqual(['⠒'])
    expect(lineChart([1, NaN, NaN, NaN, 1, 1], 1)).toEqual(['⠂ ⠒'])
    expect(lineChart([], 2)).toEqual(['', ''])
  })
})

test('sparkline scales to its own range', () => {
  expect(sparkline([1, 2, 3, NaN, 8])).toBe('▁▂▃ █')
  expect(sparkline([7, 7])).toBe('▄▄')
  expect(sparkline([])).toBe('')
})
