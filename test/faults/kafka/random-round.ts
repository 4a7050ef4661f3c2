import { setTimeout as delay } from 'node:timers/promises'
import { createRandom, type Random } from '../../../src/numeric/random.ts'
import { decisions, decisionWeights } from './trouble/decisions.ts'
import { faults, type Fault } from './trouble/faults.ts'
import { persistences, type Round, type RoundOptions } from './round.ts'
import type { Trouble } from './run-round.ts'
import { waitUntil } from './trouble/wait-until.ts'

export interface RandomRound {
  readonly options: RoundOptions
  readonly trouble: Trouble
  readonly summary: string
}

interface Planned {
  readonly atMs: number
  readonly fault: Fault
  readonly random: Random
}

/** How often a fault is drawn, beside the others. */
const weights: Readonly<Record<string, number>> = {
  killWorker: 8,
  killAtStep: 12,
  zombie: 8,
  dawdle: 6,
  addWorker: 6,
  removeWorker: 5,
  restartBroker: 1,
  killBroker: 1,
  restartRedis: 2,
  killRedis: 4,
  dumpRedis: 3,
  relapseRedis: 6,
  flushRedis: 4,
  cutKafka: 6,
  cutRedis: 5,
  slowKafka: 2,
  slowRedis: 2,
  lateCommit: 8,
}
const troubleMs = 8000

/** A round's plan, a function of the run's seed and the round's number. */
export function randomRound(seed: number, round: number): RandomRound {
  const random = createRandom(seed * 1000 + round)
  const kinds = Object.keys(persistences) as (keyof typeof persistences)[]
  const persistence = kinds[random.integer(kinds.length)]!
  const workers = 2 + random.integer(2)
  const plan = (count: number, of: Readonly<Record<string, Fault>>, by: Readonly<Record<string, number>>): Planned[] =>
    Array.from({ length: count }, () => ({
      atMs: random.integer(troubleMs),
      fault: of[draw(random, by)]!,
      random: createRandom(random.integer(2 ** 31)),
    }))
  const bad = plan(5 + random.integer(5), faults, weights)
  const decided = plan(4 + random.integer(5), decisions, decisionWeights)
  const planned = [...bad, ...decided].sort((a, b) => a.atMs - b.atMs)
  const options = {
    name: `round-${seed}-${round}-${process.pid}`,
    workload: round % 3 === 0 ? 'join' : 'trades',
    seed: random.integer(2 ** 31),
    persistence,
    ticksPerSecond: [400, 1200, 2400][random.integer(3)]!,
    mutation: undefined,
  } as const
  return {
    options,
    summary: `${options.workload}, ${workers} workers, ${options.ticksPerSecond} ticks/s, ${bad.length} faults, ${decided.length} decisions about models, persistence: ${persistence}`,
    trouble: (of) => play(of, workers, planned),
  }
}

async function play(round: Round, workers: number, planned: readonly Planned[]): Promise<void> {
  const { stages, crew } = round
  const start = (stage = stages[0]) => round.startWorker(round.nextWorkerId(), round.randomWorker(), stage)
  for (let n = 0; n < workers; n++) start(stages[n % stages.length])
  // Until they are there; what happens to a worker on its start is a fault of its own.
  await waitUntil(async () => (await countServing(round)) === workers, 15_000)
  const startedAt = performance.now()
  const playing: Promise<void>[] = []
  for (const { atMs, fault, random } of planned) {
    await delay(Math.max(0, startedAt + atMs - performance.now()))
    const acting = fault(round, random)
    playing.push(acting)
    // Told below; until then nobody looks.
    acting.catch(() => undefined)
  }
  await Promise.all(playing)
  await delay(Math.max(0, startedAt + troubleMs - performance.now()))
  for (const stage of stages) if (crew.count(stage.pipeline) === 0) start(stage)
}

/** How many workers have begun to read. */
async function countServing(round: Round): Promise<number> {
  const events = (await Promise.all(round.stages.map((stage) => round.events(stage)))).flat()
  return new Set(events.flatMap((event) => (event.type === 'recovered' ? [event.worker] : []))).size
}

function draw(random: Random, weights: Readonly<Record<string, number>>): string {
  const names = Object.keys(weights)
  let left = random.integer(Object.values(weights).reduce((sum, weight) => sum + weight, 0))
  return names.find((name) => (left -= weights[name]!) < 0)!
}
