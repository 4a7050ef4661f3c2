import { basename } from 'node:path'
import * as file from '../../../connectors/file/index.ts'
import * as kafka from '../../../connectors/kafka/index.ts'
import { isTickwiseError, TickwiseError } from '../../errors.ts'
import type { AcknowledgedSink, Output } from '../../stream/sink.ts'
import type { Tick } from '../../stream/tick.ts'
import type { Invocation } from '../command.ts'
import { exitCode, type ExitCode } from '../exit-code.ts'
import { createProgress, type Progress } from '../progress.ts'
import type { Surroundings } from '../surroundings.ts'
import { Pacer, wallClock, type Clock, type Pace } from './pace.ts'
import { TimeShift } from './time-shift.ts'

export interface FeedChoice {
  readonly file: string
  readonly topic: string
  readonly brokers: readonly string[]
  readonly speed: number | 'max' | undefined
  readonly rate: number | undefined
  readonly key: string | undefined
  readonly time: string | undefined
  readonly partitions: number | undefined
  readonly loop: boolean
  readonly json: boolean
}

interface Fed {
  ticks: number
  refused: number
  rounds: number
}

const ticksPerRead = 2000

/** Replays a file into a topic, and says what came of it. */
export async function feedFile(
  choice: FeedChoice,
  { stderr, interrupted, print, note }: Surroundings & Pick<Invocation<object>, 'print' | 'note'>,
  clock: Clock = wallClock,
): Promise<ExitCode> {
  const { topic, brokers, partitions, loop, json } = choice
  const create = partitions === undefined ? {} : { create: { partitions } }
  const isCsv = /\.[ct]sv(\.gz)?$/i.test(choice.file)
  const format = (output: Output) => toJson(output, isCsv)
  const sink = kafka.acknowledgedSink({ brokers: [...brokers], topic, format, ...create })
  const pacer = new Pacer(toPace(choice), clock, interrupted)
  const progress = createProgress({ stream: stderr, quiet: json, unit: 'ticks', total: undefined })
  const fed: Fed = { ticks: 0, refused: 0, rounds: 0 }
  const shift = new TimeShift()
  try {
    await openSink(sink, partitions !== undefined)
    for (let again = true; again; again = loop) {
      const before = fed.ticks
      await feedOnce({ choice, sink, pacer, shift, progress, fed, signal: interrupted })
      if (interrupted.aborted) break
      fed.rounds++
      shift.endRound()
      if (loop && fed.ticks === before) throw nothingToLoop(choice.file)
    }
  } finally {
    progress.close()
    await sink.close()
  }
  const state = interrupted.aborted ? 'interrupted' : 'ended'
  if (json) print(JSON.stringify({ topic, state, ...fed }))
  else note(describe(fed, topic, state))
  return interrupted.aborted ? exitCode.interrupted : exitCode.ok
}

async function openSink(sink: AcknowledgedSink<unknown>, creates: boolean): Promise<void> {
  try {
    await sink.open()
  } catch (error) {
    const isMissing = isTickwiseError(error, 'SINK_FAILED') && error.received === 'none of that name'
    if (!isMissing || creates) throw error
    const { code, expected, received, cause } = error
    throw new TickwiseError(code, { expected, received, action: 'Create it, or add --partitions 4.', cause })
  }
}

interface Round {
  readonly choice: FeedChoice
  readonly sink: AcknowledgedSink<unknown>
  readonly pacer: Pacer
  readonly shift: TimeShift
  readonly progress: Progress
  readonly fed: Fed
  readonly signal: AbortSignal
}

/** Reads the file once, from its beginning to its end or until the signal fires. */
async function feedOnce({ choice, sink, pacer, shift, progress, fed, signal }: Round): Promise<void> {
  const { file: path, key, time } = choice
  const columns = { ...(key === undefined ? {} : { key }), ...(time === undefined ? {} : { time }) }
  const source = file.source({ path, columns })
  await source.open()
  try {
    while (!signal.aborted) {
      const event = await source.read({ maxTicks: ticksPerRead, waitMs: 1000 })
      if (event.type === 'assigned') continue
      fed.refused += event.deadLetters.length
      await pacer.release(shift.apply(event.ticks), async (due) => {
        await sink.write(due.map((tick) => toOutput(tick, path, fed.rounds)))
        fed.ticks += due.length
        progress.advance(due.length)
      })
      if (event.ended) return
    }
  } finally {
    await source.close()
  }
}

function toOutput(tick: Tick, path: string, round: number): Output {
  const { topic, partition, offset, key, eventTime, value } = tick
  const id = `feed:${basename(path)}:${round}:${offset}:0`
  return { id, topic, partition, offset, ordinal: 0, key, eventTime, value }
}

/** `key` and `time` first, then what the line has; of CSV the numbers without the texts they were read from. */
function toJson({ key, eventTime, value }: Output, isCsv: boolean): string {
  const head = { key, ...(eventTime === undefined ? {} : { time: eventTime }) }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return JSON.stringify({ ...head, value })
  const columns = isCsv ? { ...value, text: undefined } : value
  return JSON.stringify({ ...head, ...columns, ...head })
}

function toPace({ speed, rate }: FeedChoice): Pace {
  if (speed !== undefined && rate !== undefined) {
    throw new TickwiseError('CONFIG_INVALID', {
      expected: 'one pace',
      received: '--speed and --rate',
      action: 'Give --speed to follow the times in the file, or --rate for ticks a second.',
    })
  }
  if (rate !== undefined) return { kind: 'rate', perSecond: rate }
  return speed === 'max' ? { kind: 'max' } : { kind: 'factor', factor: speed ?? 1 }
}

function nothingToLoop(path: string): TickwiseError {
  return new TickwiseError('INPUT_INVALID', {
    expected: `a file with something to repeat at ${path}`,
    received: 'no record in it',
    action: 'Check the file, or leave out --loop.',
  })
}

function describe({ ticks, refused, rounds }: Fed, topic: string, state: 'interrupted' | 'ended'): string {
  const left = refused === 0 ? '' : `; ${refused} lines were no record and were left out`
  const times = rounds > 1 ? ` in ${rounds} rounds` : ''
  return `${ticks} ticks to topic ${topic}${times}${left}. ${state === 'ended' ? 'The file has ended.' : 'Interrupted.'}`
}
