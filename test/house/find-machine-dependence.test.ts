import { expect, test } from 'vitest'
import { findMachineDependence } from './find-machine-dependence.ts'

const found = (text: string): string[] => findMachineDependence('example.ts', text).map(({ what }) => what)

test.each([
  ['const y = Math.exp(x)', ['Math.exp']],
  ['const y = x ** 0.5', ['**']],
  ['const { tanh } = Math', ['Math as a value']],
  ["const y = Math['log'](x)", ['Math as a value']],
  ['const t = Date.now()', ['Date.now']],
  ['const t = performance.now()', ['performance.now']],
  ['const t = new Date()', ['new Date()']],
  ['const text = value.toLocaleString()', ['.toLocaleString']],
  ['names.sort((a, b) => a.localeCompare(b))', ['.localeCompare']],
  ["const f = new Intl.NumberFormat('en')", ['Intl']],
  ['const id = crypto.randomUUID()', ['randomUUID']],
  ['const r = Math.random()', ['Math.random']],
  ['process.exit(process.env.CODE)', ['process.exit', 'process.env']],
  ['const module = await WebAssembly.compile(bytes)', ['WebAssembly']],
])('%s is found', (text, expected) => {
  expect(found(text)).toEqual(expected)
})

test.each([
  'const y = Math.sqrt(Math.abs(x)) + Math.max(1, Math.PI)',
  'const t = new Date(eventTime)',
  'const unit = 2 ** -53',
  '/** Math.exp differs between engines. */ const y = exp(x)',
  "const text = 'Date.now()'",
  'names.sort()',
])('%s passes', (text) => {
  expect(found(text)).toEqual([])
})

test('a finding carries its line', () => {
  expect(findMachineDependence('example.ts', '\n\nconst t = Date.now()')).toEqual([{ what: 'Date.now', line: 3 }])
})
