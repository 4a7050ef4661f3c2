import type { ProducedMessage } from './to-message.ts'

/** A record's own lengths, deltas and flags, at most. */
const recordOverhead = 32

/** Cuts messages into runs of which no partition's share, one batch of the log, is over the limit. Order is kept. */
export function splitMessages(messages: readonly ProducedMessage[], maxBatchBytes: number): ProducedMessage[][] {
  const runs: ProducedMessage[][] = []
  let run: ProducedMessage[] = []
  let bytes = new Map<string, number>()
  for (const message of messages) {
    const batch = `${message.topic}/${message.partition}`
    const size = recordOverhead + message.key.length + message.value.length + headerBytes(message)
    const total = (bytes.get(batch) ?? 0) + size
    if (total > maxBatchBytes && bytes.has(batch)) {
      runs.push(run)
      run = []
      bytes = new Map([[batch, size]])
    } else bytes.set(batch, total)
    run.push(message)
  }
  if (run.length > 0) runs.push(run)
  return runs
}

function headerBytes({ headers }: ProducedMessage): number {
  let bytes = 0
  for (const [name, value] of headers) bytes += 10 + name.length + (value?.length ?? 0)
  return bytes
}
