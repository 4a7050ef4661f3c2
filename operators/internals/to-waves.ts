/** Two inputs that share a state never share a step: the n-th input of every state goes into the n-th wave. */
export function toWaves(states: readonly object[]): number[][] {
  const seen = new Map<object, number>()
  const waves: number[][] = []
  for (let i = 0; i < states.length; i++) {
    const state = states[i]!
    const n = seen.get(state) ?? 0
    seen.set(state, n + 1)
    if (n === waves.length) waves.push([])
    waves[n]!.push(i)
  }
  return waves
}
