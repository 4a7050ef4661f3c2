import { TickFailure } from '../../src/turn/tick-failure.ts'

/** The number of a tick whose operator got no `value` option: the tick itself, or its `value`, `price` or `close`. */
export function toValue(tick: unknown): number {
  if (typeof tick === 'number') return tick
  if (typeof tick === 'object' && tick !== null) {
    const { value, price, close } = tick as Record<string, unknown>
    const found = value ?? price ?? close
    if (typeof found === 'number') return found
    // Said to be missing, which is not the same as a tick without any such property.
    if (value === null || price === null || close === null) return NaN
  }
  throw new TickFailure('failed', {
    expected: 'a number, or an object with a number called value, price or close',
    received: JSON.stringify(tick)?.slice(0, 80) ?? String(tick),
    action: 'Say where the number is: { value: t => t.mid }.',
  })
}

/** A column of a tick whose operator got no `column` option: its property, or an entry of the list that this is. */
export function toColumn(tick: unknown, name: string, ahead: number): number {
  const found = typeof tick === 'object' && tick !== null ? (tick as Record<string, unknown>)[name] : undefined
  if (typeof found === 'number') return ahead === 0 ? found : NaN
  if (!Array.isArray(found)) return NaN
  const entry: unknown = found[ahead]
  return typeof entry === 'number' ? entry : NaN
}
