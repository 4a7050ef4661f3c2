import type { RunObserver, RunPhase } from './run-observer.ts'

export interface Health {
  readonly ok: boolean
  /** Why, in words. */
  readonly status: string
  readonly phase: RunPhase | 'starting'
  /** How long the loop has been in this phase. */
  readonly phaseSeconds: number
}

export interface RunHealth extends Required<Pick<RunObserver, 'onStart' | 'onStop' | 'onPhase'>> {
  /** False only where a restart would help: one phase lasts for longer than any server is waited for. */
  readonly live: () => Health
  /** True from the first recovery on, while the loop goes round and nobody has asked it to stop. */
  readonly ready: () => Health
}

export interface RunHealthOptions {
  /** Seconds of a clock that only goes forward. */
  readonly seconds: () => number
  /** A loop that has not gone round for so long serves nobody. */
  readonly readyWithin?: number
  /** Longer than connectors go on trying to reach a server (120 s by default), so that an outage restarts nothing. */
  readonly liveWithin?: number
}

/** What /healthz and /readyz tell. */
export function createRunHealth({ seconds, readyWithin = 15, liveWithin = 300 }: RunHealthOptions): RunHealth {
  let started = false
  let stopping = false
  /** Under way, the latest last: a turn is committed while the next one is read. */
  const open: { readonly phase: RunPhase; readonly since: number }[] = []
  let movedAt = seconds()

  function health(within: number, wrong: string | undefined): Health {
    const oldest = open[0]
    // Reading ends within the pipeline's `waitMs`, so a loop without ticks goes round, too.
    const phaseSeconds = seconds() - Math.min(movedAt, oldest?.since ?? Infinity)
    const status = wrong ?? (phaseSeconds > within ? 'stuck' : 'ok')
    return { ok: status === 'ok', status, phase: oldest?.phase ?? (started ? 'read' : 'starting'), phaseSeconds }
  }

  return {
    live: () => health(liveWithin, undefined),
    ready: () => health(readyWithin, stopping ? 'stopping' : started ? undefined : 'starting'),
    onStart: () => void (started = true),
    onStop: () => void (stopping = true),
    onPhase(phase) {
      const entry = { phase, since: seconds() }
      open.push(entry)
      return () => {
        open.splice(open.indexOf(entry), 1)
        movedAt = seconds()
      }
    },
  }
}
