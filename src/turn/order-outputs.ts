import type { Output } from '../stream/sink.ts'
import type { Tick } from '../stream/tick.ts'

/** What left the chain, and the tick of the turn that it answers. */
export interface Answer {
  readonly index: number
  readonly value: unknown
}

/** Puts answers in the order of their ticks (arrival breaks ties) and gives each its deterministic id. */
export function orderOutputs(pipeline: string, ticks: readonly Tick[], answers: Answer[]): Output[] {
  const ordered = isAscending(answers) ? answers : answers.sort((a, b) => a.index - b.index)
  const outputs = new Array<Output>(ordered.length)
  let ordinal = 0
  // Ticks of one partition come in long runs: what their ids begin with is made once a run.
  let [source, number, prefix] = ['', -1, '']
  for (let i = 0; i < ordered.length; i++) {
    const { index, value } = ordered[i]!
    ordinal = i > 0 && ordered[i - 1]!.index === index ? ordinal + 1 : 0
    const { topic, partition, offset, key, eventTime, headers } = ticks[index]!
    if (topic !== source || partition !== number) {
      ;[source, number, prefix] = [topic, partition, `${pipeline}:${topic}:${partition}:`]
    }
    const id = `${prefix}${offset}:${ordinal}`
    const output = { id, topic, partition, offset, ordinal, key, eventTime, value }
    outputs[i] = headers === undefined ? output : { ...output, headers }
  }
  return outputs
}

function isAscending(answers: readonly Answer[]): boolean {
  for (let i = 1; i < answers.length; i++) if (answers[i]!.index < answers[i - 1]!.index) return false
  return true
}
