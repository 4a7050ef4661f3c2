import { setTimeout as delay } from 'node:timers/promises'
import type { PipelineName } from './pipelines.ts'
import type { Failpoint, WorkerPlan } from './worker-plan.ts'
import { WorkerProcess } from './worker-process.ts'

interface Member {
  readonly plan: WorkerPlan
  process: WorkerProcess
  /** A fault has it at present. */
  busy: boolean
  dismissed: boolean
}

/** A turn, a save and the goodbye to the group take a second; a busy machine takes longer. */
const leaveMs = 30_000

/** How often a worker may fail by itself in a round before it is given up. */
const maxFailures = 4

/** The workers of a round. One that was killed is started again under its own name, as a supervisor would. */
export class Crew {
  /** What went wrong without our doing. */
  readonly failures: string[] = []
  kills = 0
  readonly #members = new Map<string, Member>()
  readonly #restartMs: () => number
  #closed = false

  constructor(restartMs: () => number) {
    this.#restartMs = restartMs
  }

  /** How many there are, of one pipeline or in all. */
  count(pipeline?: PipelineName): number {
    const all = [...this.#members.values()]
    return all.filter(({ plan }) => pipeline === undefined || plan.pipeline === pipeline).length
  }

  start(plan: WorkerPlan): void {
    const member: Member = { plan, process: new WorkerProcess(plan), busy: false, dismissed: false }
    this.#members.set(plan.id, member)
    void this.#supervise(member)
  }

  /** Takes a worker that no other fault has, for as long as `act` lasts. False when there is none. */
  async with(
    act: (worker: WorkerProcess) => Promise<void>,
    pick: (count: number) => number,
    isFit: (worker: WorkerProcess) => boolean = () => true,
  ): Promise<boolean> {
    const free = [...this.#members.values()].filter(({ busy, process }) => !busy && process.isRunning && isFit(process))
    const member = free[free.length === 0 ? 0 : pick(free.length)]
    if (member === undefined) return false
    member.busy = true
    try {
      await act(member.process)
    } finally {
      member.busy = false
    }
    return true
  }

  get(id: string): WorkerProcess {
    return this.#members.get(id)!.process
  }

  arm(id: string, point: Failpoint): void {
    this.get(id).arm(point)
  }

  /** Lets a worker finish its turn and leave. */
  async dismiss(id: string): Promise<void> {
    const member = this.#members.get(id)
    if (member === undefined) return
    member.dismissed = true
    this.#members.delete(id)
    member.process.signal('SIGTERM')
    // It may have reached a failpoint that stops it after the fault that armed it had given up waiting.
    member.process.signal('SIGCONT')
    await Promise.race([member.process.end, delay(leaveMs, undefined, { ref: false })])
    if (!member.process.isRunning) return
    this.failures.push(`${id} did not leave within ${leaveMs} ms: ${await member.process.describe()}`)
    member.process.signal('SIGKILL')
    await member.process.end
  }

  async dismissAll(): Promise<void> {
    await Promise.all([...this.#members.keys()].map((id) => this.dismiss(id)))
  }

  /** Ends everything, however it is. */
  async close(): Promise<void> {
    this.#closed = true
    const all = [...this.#members.values()]
    for (const member of all) {
      member.dismissed = true
      member.process.signal('SIGKILL')
    }
    await Promise.all(all.map(({ process }) => process.end))
  }

  async #supervise(member: Member): Promise<void> {
    for (let failures = 0; failures < maxFailures;) {
      const end = await member.process.end
      if (end.how === 'failed') {
        failures++
        this.failures.push(`${member.plan.id} failed: ${end.text}`)
      }
      if (end.how === 'killed') this.kills++
      if (member.dismissed || this.#closed) return
      if (end.how === 'ended') this.failures.push(`${member.plan.id} ended by itself`)
      await delay(this.#restartMs())
      // Dismissed while it was down.
      if (member.dismissed || this.#closed) return
      member.process = new WorkerProcess({ ...member.plan, failpoints: [] })
    }
  }
}
