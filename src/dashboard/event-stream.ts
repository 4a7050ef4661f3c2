import type { FrameSampler, Viewer } from './frame-sampler.ts'

/** The part of a server-sent-event stream that is needed here. */
export interface EventSink {
  readonly aborted: boolean
  /** Settles when the client has room for more. */
  write(text: string): Promise<unknown>
  sleep(ms: number): Promise<unknown>
}

export interface EventStreamOptions {
  /** Between two messages to one client. */
  readonly intervalMs: number
  /** Silence after which a comment is sent, so that proxies and pages know that the line is up. */
  readonly heartbeatMs: number
  readonly signal: AbortSignal
}

/**
 * Sends a viewer what is new, until it leaves. A message is made only when the one before was taken, from what is kept
 * at that moment: a slow client misses the ticks between and holds no memory here.
 */
export async function streamUpdates(
  sink: EventSink,
  sampler: FrameSampler,
  viewer: Viewer,
  { intervalMs, heartbeatMs, signal }: EventStreamOptions,
): Promise<void> {
  let silentMs = 0
  await sink.write('retry: 1000\n\n')
  while (!sink.aborted && !signal.aborted) {
    const update = sampler.update(viewer)
    if (update !== undefined) {
      silentMs = 0
      await sink.write(`event: update\ndata: ${JSON.stringify(update)}\n\n`)
    } else if (silentMs >= heartbeatMs) {
      silentMs = 0
      await sink.write(': still here\n\n')
    }
    await sink.sleep(intervalMs)
    silentMs += intervalMs
  }
}
