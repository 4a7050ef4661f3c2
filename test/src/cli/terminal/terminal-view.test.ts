import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createTerminalView, type TerminalViewOptions } from '../../../../src/cli/terminal/terminal-view.ts'
import type { Frame, RunStatus } from '../../../../src/dashboard/frame.ts'
import { createFakeTerminal } from './fake-terminal.ts'

const status: RunStatus = {
  pipeline: 'prices',
  ticks: 12_345,
  keys: 1,
  deadLetters: 2,
  ticksPerSecond: 1500.4,
  state: 'running',
}

function frame(key: string, value: number, more: Partial<Frame> = {}): Frame {
  return {
    key,
    eventTime: Date.UTC(2009, 11, 1),
    value,
    text: value.toFixed(2),
    naive: value,
    forecasts: [1, 2, 3, 4, 5].map((horizon) => ({ horizon, point: value + 1, lower: value - 9, upper: value + 9 })),
    skill: [{ horizon: 1, scored: 200, networkMae: 10.12, naiveMae: 10, coverage: 0.795 }],
    ...more,
  }
}

function open(columns: number, rows: number, more: Partial<TerminalViewOptions> = {}) {
  const terminal = createFakeTerminal(columns, rows)
  const base = { stream: terminal.stream, title: 'prices', horizons: [1, 2, 3, 4, 5], tickName: 'day' }
  const view = createTerminalView({ ...base, live: true, color: false, now: Date.now, ...more })
  return { ...terminal, view }
}

describe('createTerminalView', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  test('shows price, forecasts with their band, last value, both errors and who is ahead', () => {
    const { view, picture } = open(80, 24)
    view.status(status)
    view.publish(frame('S&P 500', 1108.86))
    vi.advanceTimersByTime(100)
    const lines = picture()
    const row = (label: string) =>
      lines
        .find((line) => line.startsWith(` ${label} `))
        ?.trim()
        .split(/\s{2,}/)
    expect(lines[2]).toContain('S&P 500  1108.86')
    expect(lines[2]).toContain('2009-12-01')
    expect(row('network')).toEqual(['network', ...Array<string>(5).fill('1109.86')])
    expect(row('last value')).toEqual(['last value', ...Array<string>(5).fill('1108.86')])
    expect(row('  80 % from')).toEqual(['80 % from', ...Array<string>(5).fill('1099.86')])
    expect(row('network is')).toEqual(['network is', '1.2 % worse', '–', '–', '–', '–'])
    expect(lines.join('\n')).toContain('network 1.2 % worse than last value so far; 80 % band held 79.5 % of 200')
    expect(lines.join('\n')).toContain('12,345 ticks  1,500/s  2 dead letters   Ctrl+C stops; run again to go on')
  })

  test.each([
    [80, 24, 3],
    [40, 10, 3],
    [120, 50, 150],
    [20, 6, 1],
  ])('a terminal of %d by %d is never overrun, with %d keys', (columns, rows, keys) => {
    const { view, picture } = open(columns, rows)
    for (let i = 0; i < 400; i++) view.publish(frame(`key ${i % keys}`, 1000 + i))
    view.status({ ...status, keys })
    vi.advanceTimersByTime(100)
    const lines = picture()
    expect(lines.length).toBeLessThanOrEqual(rows)
    expect(Math.max(...lines.map((line) => [...line].length))).toBeLessThan(columns)
    expect(lines.join('\n')).toContain('key 0')
  })

  test('keys that do not fit are counted', () => {
    const { view, picture } = open(80, 24)
    for (let i = 0; i < 150; i++) view.publish(frame(`key ${i}`, 5))
    view.status({ ...status, keys: 150 })
    vi.advanceTimersByTime(100)
    const shown = picture().filter((line) => line.startsWith(' key ')).length
    expect(picture().join('\n')).toContain(`and ${150 - shown} more keys`)
  })

  test('draws ten times a second at most, whatever the rate of ticks, and even when no timer can fire', () => {
    let clock = 0
    const { view, written } = open(80, 24, { now: () => clock })
    for (let i = 0; i < 50_000; i++) {
      clock += 0.02
      view.publish(frame('a', i))
    }
    expect(written.length).toBeGreaterThanOrEqual(9)
    expect(written.length).toBeLessThanOrEqual(11)
  })

  test('redraws over the last picture instead of below it', () => {
    const { view, picture } = open(80, 24)
    for (let i = 0; i < 10; i++) {
      view.publish(frame('a', 100 + i))
      vi.advanceTimersByTime(100)
    }
    expect(
      picture()
        .filter((line) => line.startsWith(' a  '))
        .map((line) => line.slice(0, 12)),
    ).toEqual([' a  109.00  '])
  })

  test('a new size of the window is drawn at once', () => {
    const { view, stream, picture } = open(120, 40)
    view.publish(frame('a', 100))
    Object.assign(stream, { columns: 60, rows: 20 }).emit('resize')
    expect(Math.max(...picture().map((line) => line.length))).toBeLessThan(60)
  })

  test('a key can not write over the screen', () => {
    const { view, text } = open(80, 24)
    view.publish(frame('\u001b[2J\u0007evil\n\u202e', 1))
    view.close()
    expect(text()).toContain('·[2J·evil··')
  })

  test('close gives the terminal back, prints the summary and does so once', () => {
    const { view, text } = open(80, 24)
    view.publish(frame('a', 100))
    const summary = [{ key: 'a', horizon: 1, scored: 200, networkMae: 10.12, naiveMae: 10, coverage: 0.795 }]
    view.close(summary)
    view.close(summary)
    view.publish(frame('a', 777))
    vi.advanceTimersByTime(1000)
    expect(text().split('\u001b[?25h')).toHaveLength(2)
    expect(text().split('Mean absolute error')).toHaveLength(2)
    expect(text()).not.toContain('777.00')
  })

  test('without colours no colour is written; with them it is', () => {
    const [plain, coloured] = [false, true].map((color) => {
      const { view, text } = open(80, 24, { color })
      view.publish(frame('a', 100))
      view.close()
      return /\u001b\[\d+m/.test(text())
    })
    expect([plain, coloured]).toEqual([false, true])
  })

  test('not live: a plain line now and then, without escape sequences', () => {
    const { view, text } = open(80, 24, { live: false, intervalMs: 1000 })
    view.status(status)
    for (let i = 0; i < 300; i++) {
      view.publish(frame('a', 100 + i))
      vi.advanceTimersByTime(10)
    }
    view.close()
    const lines = text().trimEnd().split('\n')
    expect(lines.length).toBeGreaterThanOrEqual(3)
    expect(lines.length).toBeLessThanOrEqual(5)
    expect(text()).not.toContain('\u001b')
    expect(lines.at(-1)).toBe(
      '2009-12-01 a 399.00  +1 day 400.00 (80 % 390.00 to 408.00)  network 1.2 % worse than last value so far  12,345 ticks, 1,500/s, 2 dead letters',
    )
  })
})
