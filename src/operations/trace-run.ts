import type * as OpenTelemetry from '@opentelemetry/api'
import type { RunObserver, RunPhase } from './run-observer.ts'

export interface TraceRunOptions {
  readonly api: Pick<typeof OpenTelemetry, 'context' | 'trace' | 'SpanStatusCode'>
  readonly pipeline: string
  readonly version: string
}

/** Phases that are part of a turn; saving and recovering stand for themselves, and waiting for ticks is no work. */
const ofTurn = new Set<RunPhase>(['load', 'compute', 'commit'])

/**
 * Tells OpenTelemetry what a run does: a span a turn, from its ticks being handed over until its outputs are committed, with
 * its phases inside; and one for every checkpoint and every recovery. Where they go is the business of who set up the SDK.
 */
export function traceRun({
  api: { context, trace, SpanStatusCode },
  pipeline,
  version,
}: TraceRunOptions): Required<Pick<RunObserver, 'onPhase' | 'onTurn'>> {
  const tracer = trace.getTracer('tickwise', version)
  const attributes = { 'tickwise.pipeline': pipeline }
  /** Turns that are not committed yet, the oldest first: one is computed while those before it are handed over. */
  const turns: OpenTelemetry.Span[] = []

  function startTurn(): OpenTelemetry.Span {
    const span = tracer.startSpan('tickwise turn', { attributes })
    turns.push(span)
    return span
  }

  /** What was taken in is void: those turns are never committed. */
  function abandon(): void {
    for (const span of turns.splice(0)) {
      span.setStatus({ code: SpanStatusCode.ERROR, message: 'abandoned: its partitions were recovered' })
      span.end()
    }
  }

  return {
    onPhase(phase) {
      if (phase === 'read') return () => {}
      if (phase === 'recover') abandon()
      const turn = phase === 'load' ? startTurn() : phase === 'compute' ? turns.at(-1) : turns[0]
      const within = turn !== undefined && ofTurn.has(phase) ? trace.setSpan(context.active(), turn) : context.active()
      const span = tracer.startSpan(`tickwise ${phase}`, { attributes }, within)
      return () => span.end()
    },
    onTurn({ ticks, outputs, deadLetters }) {
      const span = turns.shift()
      span?.setAttributes({
        'tickwise.ticks': ticks.length,
        'tickwise.outputs': outputs.length,
        'tickwise.dead_letters': deadLetters.length,
      })
      span?.end()
    },
  }
}
