const eighths = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█']

/** Values as one line of bars, scaled to their own range. Non-finite values leave a gap. */
export function sparkline(values: readonly number[]): string {
  const finite = values.filter(Number.isFinite)
  const low = Math.min(...finite)
  const span = Math.max(...finite) - low
  return values
    .map((value) => {
      if (!Number.isFinite(value)) return ' '
      return eighths[span > 0 ? Math.round(((value - low) / span) * 7) : 3] ?? ' '
    })
    .join('')
}
