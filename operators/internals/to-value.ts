import { TickFailure } from '../../src/turn/tick-failure.ts'

/** The number of a tick whose operator got no `value` option: the tick itself, or its `value`, `price` or `close`. */
export function toValue(tick: unknown): number {
  if (typeof tick === 'number') return tick
  if (typeof tick === 'object' && tick !== null) {
    const { value, price, close } = tick as Record<string, unknown>
    const found = value ?? price ?? close
    if (typeof found === 'number') return found
  }
  throw new TickFailure('failed', {
    expected: 'a number, or an object with a number called value, price or close',
    received: JSON.stringify(tick)?.slice(0, 80) ?? String(tick),
    action: 'Say where the number is: { value: t => t.mid }.',
  })
}
