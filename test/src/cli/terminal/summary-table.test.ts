import { expect, test } from 'vitest'
import { summaryTable } from '../../../../src/cli/terminal/summary-table.ts'

const rows = [
  { key: 'S&P 500', horizon: 1, scored: 12_345, networkMae: 18.547, naiveMae: 18.608, coverage: 0.819 },
  { key: 'S&P 500', horizon: 5, scored: 12_341, networkMae: 38.82, naiveMae: 38.586, coverage: 0.7 },
  { key: 'new', horizon: 1, scored: 0, networkMae: NaN, naiveMae: NaN, coverage: NaN },
]

test('a line for each key and horizon: scored, both errors, their ratio, who is ahead, coverage', () => {
  const cells = summaryTable(rows, { color: false })
    .split('\n')
    .map((line) => line.trim().split(/\s{2,}/))
  expect(cells).toEqual([
    ['key', 'ahead', 'scored', 'network', 'last value', 'ratio', 'network is', 'in band'],
    ['S&P 500', '+1', '12,345', '18.547', '18.608', '0.9967', '0.3 % better', '81.9 %'],
    ['+5', '12,341', '38.820', '38.586', '1.0061', '0.6 % worse', '70.0 %'],
    ['new', '+1', '0', '–', '–', '–', '–', '–'],
  ])
})

test('fits 80 characters', () => {
  const widths = summaryTable(rows, { color: false })
    .split('\n')
    .map((line) => line.length)
  expect(Math.max(...widths)).toBeLessThanOrEqual(80)
})
