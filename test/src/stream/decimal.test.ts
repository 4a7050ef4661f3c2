import { expect, it } from 'vitest'
import { parseDecimal, type DecimalMark } from '../../../src/stream/decimal.ts'

it.each<[string, DecimalMark, number]>([
  ['120.50', '.', 120.5],
  ['-.5', '.', -0.5],
  ['+3', '.', 3],
  ['1e3', '.', 1000],
  [' 12 ', '.', 12],
  ['1,234.5', '.', 1234.5],
  ['-1,234,567', '.', -1234567],
  ["1'234.5", '.', 1234.5],
  ['1 234', '.', 1234],
  ['1.234,5', ',', 1234.5],
  ['1,5', ',', 1.5],
  ['1 234,5', ',', 1234.5],
  ['0,1', ',', 0.1],
])('%j with decimal %j is %d', (text, mark, number) => {
  expect(parseDecimal(text, mark)).toBe(number)
})

it.each<[string, DecimalMark]>([
  ['', '.'],
  ['n/a', '.'],
  ['1,23', '.'],
  ['12,34.5', '.'],
  ['1.234,5', '.'],
  ['0x10', '.'],
  ['1.2.3', '.'],
  ['1_000', '.'],
  ['1.5', ','],
])('%j with decimal %j is no number', (text, mark) => {
  expect(parseDecimal(text, mark)).toBeNaN()
})

it.each(['NaN', 'Infinity', '-inf', '1e999', '-1e999'])('%j is not finite', (text) => {
  expect(Math.abs(parseDecimal(text, '.'))).toBe(Infinity)
})
