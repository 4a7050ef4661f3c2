import { appendFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import type { SwapNews } from '../../../../src/index.ts'

/** What a worker notes. Times are milliseconds of the machine's monotonic clock, which all its processes share. */
export type WorkerEvent =
  | {
      readonly type: 'claimed' | 'saved'
      readonly worker: string
      readonly token: string
      /** By `partitionId`. */
      readonly partition: string
      readonly sentAt: number
      readonly answeredAt: number
    }
  | { readonly type: 'refused'; readonly worker: string; readonly what: 'claim' | 'load' | 'save' | 'commit' }
  | { readonly type: 'reached'; readonly worker: string; readonly step: string }
  /** The committed offsets are known to it. */
  | { readonly type: 'positioned'; readonly worker: string }
  /** Another model serves a partition from here on, or could not take over. */
  | ({ readonly type: 'model'; readonly worker: string } & Partial<
      Record<'partition' | 'policy' | 'reason', string | undefined>
    > &
      Pick<SwapNews, 'kind'>)
  | { readonly type: 'recovered'; readonly worker: string; readonly partitions: number }

export function monotonicMs(): number {
  return Number(process.hrtime.bigint()) / 1e6
}

/** Appends at once, so that a kill loses nothing that was noted. */
export function noteEvent(path: string, event: WorkerEvent): void {
  appendFileSync(path, `${JSON.stringify(event)}\n`)
}

export async function readEvents(path: string): Promise<WorkerEvent[]> {
  const text = await readFile(path, 'utf8').catch(() => '')
  const whole = text.slice(0, text.lastIndexOf('\n') + 1)
  return whole
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as WorkerEvent)
}
