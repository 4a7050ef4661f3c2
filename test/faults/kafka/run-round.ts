import { judgeStage, type Judged } from './judge-stage.ts'
import { readTopics } from './check/read-topics.ts'
import { Round, type RoundOptions } from './round.ts'
import type { Surroundings } from './servers/surroundings.ts'
import { placesOf, type Stage } from './stage.ts'
import { waitUntil } from './trouble/wait-until.ts'

/** Makes trouble while the load goes on. Returns when it is over and every server works again. */
export type Trouble = (round: Round) => Promise<void>

/** So long without a tick is no slow machine any more. */
const standstillMs = 60_000

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
    await round.feed.close()
    round.say('the load ends')
    const found = await finishAndJudge(round)
    round.registry.addTo(surroundings.tally)
    return [...found, ...round.crew.failures]
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error)
    return [`the round could not be finished: ${text}`, ...round.crew.failures]
  } finally {
    await round.close()
  }
}

/** The workers work off what is left, save and leave; last ones find all of it done. Then each stage is compared. */
async function finishAndJudge(round: Round): Promise<string[]> {
  const complete: Judged[] = []
  for (const stage of round.stages) {
    // What a stage reads is whole once the one before has worked off its own.
    const input = await readTopics(round.surroundings.broker.address, stage.topics, stage.partitions)
    complete.push({ stage, input })
    const left = await workOff(round, complete.at(-1)!)
    if (left !== undefined) return [left]
    round.say(`${stage.pipeline}: ${input.length} records worked off`)
  }
  await round.crew.dismissAll()
  const stragglers = await Promise.all(round.stages.map((stage) => findNothingLeft(round, stage)))
  round.say(`all left; ${round.crew.kills} workers killed`)
  const found = await Promise.all(complete.map((judged) => judgeStage(round, judged)))
  return [...stragglers.flat(), ...found.flat()]
}

/** Says what is left when the workers get no further. */
async function workOff(round: Round, { stage, input }: Judged): Promise<string | undefined> {
  const ends = endsOf(stage, input)
  for (let at = -1, before = at; ; before = at) {
    const isFurther = async () => (at = await round.countWorkedOff(stage)) > before
    const goesOn = await waitUntil(isFurther, standstillMs)
    const committed = await round.committed(stage)
    const left = [...ends].filter(([id, end]) => (committed.get(id) ?? 0) < end)
    if (left.length === 0) return undefined
    const places = left.map(([id, end]) => `${id} at ${committed.get(id) ?? 0} of ${end}`)
    if (!goesOn) {
      // A worker that hangs in a call says in which when it can't leave.
      await round.crew.dismissAll()
      return `nothing worked off for ${standstillMs} ms: ${places.join(', ')}`
    }
  }
}

/** Past the last record that a reader sees; the ends of transactions may follow. */
function endsOf(stage: Stage, input: Judged['input']): ReadonlyMap<string, number> {
  const ends = new Map<string, number>()
  for (const { topic, partition } of placesOf(stage)) {
    const offsets = input.filter((record) => record.topic === topic && record.partition === partition)
    ends.set(
      `${topic}/${partition}`,
      offsets.reduce((end, { offset }) => Math.max(end, offset + 1), 0),
    )
  }
  return ends
}

async function findNothingLeft(round: Round, stage: Stage): Promise<string[]> {
  const last = round.spawn(round.planOf(stage, 'last', { stopAtEnd: true, mutation: undefined }))
  const inTime = await waitUntil(() => !last.isRunning, standstillMs)
  last.signal('SIGKILL')
  const end = await last.end
  if (!inTime) return [`the last worker of ${stage.pipeline} does not come to an end`]
  return end.how === 'failed' ? [`the last worker of ${stage.pipeline} failed: ${end.text}`] : []
}
