/** What becomes of a key's hidden state at its first tick under another model. */
export const swapPolicies = ['warm-up', 'carry', 'reset', 'dual-run'] as const
export type SwapPolicy = (typeof swapPolicies)[number]

/** From an offset of a partition on, ticks are served by a version of a model. */
export interface SwapEntry {
  /** The name by which the chain knows the model. */
  readonly model: string
  /** The first tick that it serves. */
  readonly offset: number
  /** The first 16 digits of its fingerprint. */
  readonly version: string
  /**
   * `restore`: the state went back to what it was at `back`, as if the swap there had never been. `shadow`: the version
   * advances beside who serves, and serves nobody. `drop`: nobody advances beside any more; the version is who serves.
   */
  readonly policy: SwapPolicy | 'restore' | 'shadow' | 'drop'
  /** Grows with every decision about who serves; who knows of an older one only does not swap. */
  readonly decision: number
  readonly back?: number
}

/** Which models serve a partition: in the order of the decisions, nothing is ever taken out. */
export type ModelHistory = readonly SwapEntry[]

const versionDigits = 16

export const toVersion = (fingerprint: string): string => fingerprint.slice(0, versionDigits)

/** The entries of those that serve or have served, without those that were taken back. By ascending offset. */
export function standingEntries(history: ModelHistory, model: string): SwapEntry[] {
  const standing: SwapEntry[] = []
  for (const entry of history) {
    if (entry.model !== model || entry.policy === 'shadow' || entry.policy === 'drop') continue
    if (entry.policy !== 'restore') standing.push(entry)
    else if (standing.length > 1 && standing.at(-1)!.offset >= entry.back!) standing.pop()
  }
  return standing
}

/** The last decision about a model that a history knows of. */
export function lastDecision(history: ModelHistory, model: string): number {
  return history.reduce((last, entry) => (entry.model === model ? Math.max(last, entry.decision) : last), -1)
}

/** Ticks before it are absorbed silently: they were answered before the state went back. */
export function answeredUpTo(history: ModelHistory): number {
  return history.reduce((end, { policy, offset }) => (policy === 'restore' ? Math.max(end, offset) : end), 0)
}

/** One line of text: `name:offset:version:policy:decision[:back]`, joined by commas. */
export function formatHistory(history: ModelHistory): string {
  return history
    .map(({ model, offset, version, policy, decision, back }) =>
      [encodeURIComponent(model), offset, version, policy, decision, ...(back === undefined ? [] : [back])].join(':'),
    )
    .join(',')
}

/** Undefined for a text that is no history. */
export function parseHistory(text: string): ModelHistory | undefined {
  if (text === '') return []
  const entries = text.split(',').map(parseEntry)
  return entries.every((entry) => entry !== undefined) ? entries : undefined
}

const entryPattern =
  /^([^:]+):(\d{1,16}):([0-9a-f]{16}):(warm-up|carry|reset|dual-run|shadow|drop|restore):(\d{1,16})(?::(\d{1,16}))?$/

function parseEntry(text: string): SwapEntry | undefined {
  const found = entryPattern.exec(text)
  if (found === null) return undefined
  const [, name, offset, version, policy, decision, back] = found
  return {
    model: decodeURIComponent(name!),
    offset: Number(offset),
    version: version!,
    policy: policy as SwapEntry['policy'],
    decision: Number(decision),
    ...(back === undefined ? {} : { back: Number(back) }),
  }
}
