import * as redis from '../../../connectors/redis/index.ts'
import type { KafkaRecord } from '../../../connectors/kafka/source-options.ts'
import * as sqlite from '../../../connectors/sqlite/index.ts'
import { compareRuns } from './check/compare-runs.ts'
import { countRefusals, findStaleWrites } from './check/find-stale-writes.ts'
import { readRun } from './check/read-run.ts'
import type { Round } from './round.ts'
import { placesOf, type Stage } from './stage.ts'
import type { WorkerProcess } from './worker/worker-process.ts'

/** One worker without any trouble, on the same input, with the embedded store. */
export interface Reference {
  readonly stage: Stage
  readonly process: WorkerProcess
  readonly stateFolder: string
}

export interface Judged {
  readonly stage: Stage
  /** All of it. */
  readonly input: readonly KafkaRecord[]
  readonly reference: Reference
}

/** To be called when the input of the stage is whole. */
export function startReference(round: Round, stage: Stage): Reference {
  const own = { ...stage, groupId: `${stage.groupId}-reference`, outTopic: `${stage.outTopic}-reference` }
  const stateFolder = `${round.folder}/${stage.pipeline}-state`
  const plan = round.planOf(own, 'reference', {
    brokers: round.surroundings.broker.address,
    store: { folder: stateFolder },
    eventFile: `${round.folder}/${stage.pipeline}-reference.ndjson`,
    stopAtEnd: true,
    maxTicks: 4096,
    transactionTimeoutMs: 30_000,
    mutation: undefined,
  })
  return { stage: own, process: round.spawn(plan), stateFolder }
}

/** What the workers of a stage have left, compared with what its reference has. One line for each thing that is wrong. */
export async function judgeStage(round: Round, { stage, input, reference }: Judged): Promise<string[]> {
  const { pipeline } = stage
  const end = await reference.process.end
  if (end.how === 'failed') return [`the reference of ${pipeline} failed: ${end.text}`]
  const brokers = round.surroundings.broker.address
  const [found, expected] = await Promise.all([
    readRun({ brokers, stage, input, store: redis.store({ url: round.redis.url, prefix: pipeline }) }),
    readRun({ brokers, stage: reference.stage, input, store: sqlite.store(reference.stateFolder, { readOnly: true }) }),
  ])
  const events = await round.events(stage)
  const { claim, load, save, commit } = countRefusals(events)
  round.say(
    `${pipeline}: ${expected.outputs.size} outputs, ${expected.deadLetters.size} dead letters, ` +
      `${expected.records.size - placesOf(stage).length} keys; ` +
      `refused: ${commit} commits, ${save} saves, ${load} loads, ${claim} claims`,
  )
  const differences = [
    ...compareRuns(pipeline, input, found, expected),
    ...findStaleWrites(events, round.lossTimes).slice(0, 3),
  ]
  return differences.map((line) => (round.stages.length === 1 ? line : `${pipeline}: ${line}`))
}
