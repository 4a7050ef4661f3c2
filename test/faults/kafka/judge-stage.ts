import * as redis from '../../../connectors/redis/index.ts'
import type { KafkaRecord } from '../../../connectors/kafka/source-options.ts'
import * as sqlite from '../../../connectors/sqlite/index.ts'
import { formatHistory, type ModelHistory, type SwapEntry } from '../../../src/state/model-history.ts'
import { compareRuns, compareStates } from './check/compare-runs.ts'
import { countSwaps, findHistoryFaults } from './check/find-history-faults.ts'
import { countRefusals, findStaleWrites } from './check/find-stale-writes.ts'
import { readHistories } from './check/read-histories.ts'
import { readRun, type RunResult } from './check/read-run.ts'
import type { Round } from './round.ts'
import { placesOf, type Stage } from './stage.ts'

export interface Judged {
  readonly stage: Stage
  /** All of it. */
  readonly input: readonly KafkaRecord[]
}

type Histories = ReadonlyMap<string, ModelHistory>

/** What the workers of a stage have left, compared with what its references have. One line for each thing that is wrong. */
export async function judgeStage(round: Round, { stage, input }: Judged): Promise<string[]> {
  const { pipeline } = stage
  const store = () => redis.store({ url: round.redis.url, prefix: pipeline })
  const histories = await readHistories(store(), stage)
  const found = await readRun({ brokers: round.surroundings.broker.address, stage, input, store: store() })
  const [expected, restored] = await Promise.all([
    refer(round, { stage, input }, 'reference', histories),
    judgeRestored(round, { stage, input }, histories, found),
  ])
  if (typeof expected === 'string') return [expected]
  const [events, notes] = await Promise.all([round.events(stage), round.notes(stage)])
  const { claim, load, save, commit } = countRefusals(events)
  round.say(
    `${pipeline}: ${expected.outputs.size} outputs, ${expected.deadLetters.size} dead letters, ` +
      `${expected.records.size - placesOf(stage).length} keys; ` +
      `refused: ${commit} commits, ${save} saves, ${load} loads, ${claim} claims`,
  )
  const differences = [
    ...compareRuns(pipeline, input, found, expected),
    ...findStaleWrites(events, round.lossTimes).slice(0, 3),
    ...findHistoryFaults(histories, notes).slice(0, 3),
    ...restored,
  ]
  for (const event of events)
    if (event.type === 'model' && event.kind === 'failed') differences.push(`${event.worker}: ${event.reason}`)
  sayServed(round, pipeline, histories)
  return differences.map((line) => (round.stages.length === 1 ? line : `${pipeline}: ${line}`))
}

/** Swaps that were taken back have never been: the states are those of a worker that never made them. */
async function judgeRestored(
  round: Round,
  judged: Judged,
  histories: Histories,
  found: RunResult,
): Promise<readonly string[]> {
  if (![...histories.values()].flat().some(({ policy }) => policy === 'restore')) return []
  const standing = [...histories].map(([id, history]) => [id, standingOf(history)] as const)
  const never = await refer(round, judged, 'never-swapped', new Map(standing))
  if (typeof never === 'string') return [never]
  return compareStates(found, never).map((line) => `beside a run without what was taken back: ${line}`)
}

function standingOf(history: ModelHistory): ModelHistory {
  const standing: SwapEntry[] = []
  for (const entry of history) {
    if (entry.policy !== 'restore') standing.push(entry)
    else while (isTakenBack(standing.at(-1)!, entry)) standing.pop()
  }
  return standing
}

/** All since the last swap, and the dual run before it. */
function isTakenBack({ offset, version, policy }: SwapEntry, by: SwapEntry): boolean {
  return offset >= by.back! && (version !== by.version || policy === 'shadow')
}

/**
 * One worker without any trouble, on the same input, with the embedded store; it makes the swaps of `histories`. A text
 * when it fails.
 */
async function refer(
  round: Round,
  { stage, input }: Judged,
  name: string,
  histories: Histories,
): Promise<RunResult | string> {
  const { pipeline, groupId, outTopic } = stage
  const brokers = round.surroundings.broker.address
  const own = { ...stage, groupId: `${groupId}-${name}`, outTopic: `${outTopic}-${name}` }
  const folder = `${round.folder}/${pipeline}-${name}-state`
  const texts = [...histories].map(([id, history]) => [id, formatHistory(history)] as const)
  const plan = round.planOf(own, name, {
    brokers,
    store: { folder },
    eventFile: `${round.folder}/${pipeline}-${name}.ndjson`,
    models: { registry: round.registry.folder, policy: 'warm-up', everyMs: 100, histories: Object.fromEntries(texts) },
    stopAtEnd: true,
    maxTicks: 4096,
    transactionTimeoutMs: 30_000,
    mutation: undefined,
  })
  const end = await round.spawn(plan).end
  if (end.how === 'failed') return `the ${name} of ${pipeline} failed: ${end.text}`
  const store = () => sqlite.store(folder, { readOnly: true })
  const made = await readHistories(store(), own)
  for (const [id, text] of texts) {
    const again = formatHistory(made.get(id) ?? [])
    if (again !== text) return `the ${name} of ${pipeline} made other swaps of ${id}: ${again} instead of ${text}`
  }
  return readRun({ brokers, stage: own, input, store: store() })
}

function sayServed(round: Round, pipeline: string, histories: Histories): void {
  const counts = countSwaps(histories)
  if ([...histories.values()].every((history) => history.length === 0)) return
  const { tally } = round.surroundings
  for (const [policy, count] of counts) tally.set(`swaps by ${policy}`, (tally.get(`swaps by ${policy}`) ?? 0) + count)
  const swaps = [...counts].filter(([policy]) => policy !== 'restore').map(([policy, count]) => `${count} ${policy}`)
  round.say(`${pipeline}: partitions swapped: ${swaps.join(', ')}; taken back: ${counts.get('restore')}`)
}
