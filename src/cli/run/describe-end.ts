const endings = {
  ended: 'The source has ended.',
  interrupted: 'Interrupted; state saved. Type the same again to go on.',
  stopped: 'Stopped at --max-ticks; state saved. Type the same again to go on.',
} as const

/** What a run came to, in lines for people. */
export function describeEnd(
  counters: Readonly<Record<string, number>>,
  ticks: number,
  state: keyof typeof endings,
): string[] {
  const dead = Object.entries(counters).filter(([name]) => name.startsWith('deadLetters.'))
  const letters = dead.map(([name, count]) => `${count} ${name.slice('deadLetters.'.length)}`)
  return [
    `${ticks} ticks in this run, ${counters['ticks'] ?? 0} in all; ${counters['outputs'] ?? 0} outputs`,
    ...(letters.length > 0 ? [`dead letters: ${letters.join(', ')}`] : []),
    endings[state],
  ]
}
