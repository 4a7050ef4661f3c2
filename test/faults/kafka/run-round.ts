import * as redis from '../../../connectors/redis/index.ts'
import * as sqlite from '../../../connectors/sqlite/index.ts'
import { compareRuns } from './compare-runs.ts'
import { countRefusals, findStaleWrites } from './find-stale-writes.ts'
import { readRun } from './read-run.ts'
import { readTopic } from './read-topic.ts'
import { partitions, Round, type RoundOptions } from './round.ts'
import type { Surroundings } from './surroundings.ts'
import { waitUntil } from './wait-until.ts'
import { WorkerProcess } from './worker-process.ts'

/** Makes trouble while the load goes on. Returns when it is over and every server works again. */
export type Trouble = (round: Round) => Promise<void>

const drainMs = 45_000

/** One round: load and trouble, the end of both, and what then differs from a run without trouble. */
export async function runRound(
  options: RoundOptions,
  surroundings: Surroundings,
  trouble: Trouble,
  say: (text: string) => void,
): Promise<string[]> {
  const round = await Round.start(options, surroundings, say)
  try {
    round.feed.start()
    await trouble(round)
    await round.feed.end()
    round.say('the load ends')
    const found = [...(await finish(round)), ...(await judge(round))]
    return [...found, ...round.crew.failures]
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error)
    return [`the round could not be finished: ${text}`, ...round.crew.failures]
  } finally {
    await round.close()
  }
}

/** The workers work off what is left, save and leave; a last one finds all of it done. */
async function finish(round: Round): Promise<string[]> {
  let left = ''
  const isDone = async () => {
    const behind = (await round.progress()).flatMap(({ committed, end }, i) =>
      committed === end ? [] : [`partition ${i} at ${committed} of ${end}`],
    )
    left = behind.join(', ')
    return behind.length === 0
  }
  if (!(await waitUntil(isDone, drainMs))) return [`not worked off within ${drainMs} ms: ${left}`]
  round.say('worked off')
  await round.crew.dismissAll()
  const last = new WorkerProcess(round.planOf('last', { stopAtEnd: true, mutation: undefined }))
  const inTime = await waitUntil(() => !last.isRunning, drainMs)
  last.signal('SIGKILL')
  const end = await last.end
  if (!inTime) return ['the last worker does not come to an end']
  return end.how === 'failed' ? [`the last worker failed: ${end.text}`] : []
}

async function judge(round: Round): Promise<string[]> {
  const { topic, folder, outTopic, group } = round
  const brokers = round.surroundings.broker.address
  const reference = round.planOf('reference', {
    brokers,
    groupId: `${group}-reference`,
    outTopic: `${outTopic}-reference`,
    store: { folder: `${folder}/state` },
    eventFile: `${folder}/reference.ndjson`,
    stopAtEnd: true,
    maxTicks: 4096,
    transactionTimeoutMs: 30_000,
    mutation: undefined,
  })
  const end = await new WorkerProcess(reference).end
  if (end.how === 'failed') return [`the reference failed: ${end.text}`]
  const place = { brokers, topic, partitions }
  const storeOfWorkers = redis.store({ url: round.redis.url, prefix: 'faults' })
  const found = await readRun({ ...place, outTopic, store: storeOfWorkers })
  const storeOfReference = sqlite.store(`${folder}/state`, { readOnly: true })
  const expected = await readRun({ ...place, outTopic: reference.outTopic, store: storeOfReference })
  const events = await round.events()
  const { claim, load, save, commit } = countRefusals(events)
  round.say(
    `${expected.outputs.size} outputs, ${expected.deadLetters.size} dead letters, ${expected.records.size - partitions} ` +
      `keys; ${round.crew.kills} workers killed; refused: ${commit} commits, ${save} saves, ${load} loads, ${claim} claims`,
  )
  const input = await readTopic(brokers, topic, partitions)
  return [...compareRuns(found, expected, input), ...findStaleWrites(events, round.lossTimes).slice(0, 3)]
}
