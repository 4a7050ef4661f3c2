/** A tick that is a text, or has one as its `text`, `word` or `value`. */
export function textOf(tick: unknown): string {
  if (typeof tick === 'object' && tick !== null) {
    if ('text' in tick) return tick.text as string
    if ('word' in tick) return tick.word as string
    if ('value' in tick) return tick.value as string
  }
  return tick as string
}
