import type { ModelsView } from '../../../src/dashboard/models-view.ts'
import { createRecentLetters } from '../../../src/dashboard/recent-letters.ts'
import { createRunFigures } from '../../../src/dashboard/run-figures.ts'
import { startDashboard, type Dashboard } from '../../../src/dashboard/server.ts'
import type { Source } from '../../../src/stream/source.ts'
import { toDeadLetter } from '../../../src/stream/dead-letter.ts'
import { randomWalk } from './random-walk.ts'

export interface BusyDashboard extends Dashboard {
  /** One more turn of so many ticks in partition 0, a second later. */
  turn(ticks: number): void
}

const keys = ['AAA', 'BBB', '<img src=x onerror=alert(1)>']
const at = Date.UTC(2026, 0, 2, 3, 4, 5)

export const models: ModelsView = {
  serving: [0, 1].map((partition) => ({
    model: 'prices@champion',
    partition: `prices/${partition}`,
    version: '00112233aabbccdd',
    since: 1200 + partition,
    shadow: {
      version: 'ffeeddccbbaa0099',
      since: 1300,
      until: 1800,
      scored: 40,
      servingLoss: 0.81254,
      shadowLoss: 0.79999,
    },
    history: [
      { offset: 0, version: '99887766554433aa', policy: 'reset', decision: 1 },
      { offset: 1200 + partition, version: '00112233aabbccdd', policy: 'warm-up', decision: 4 },
    ],
  })),
  retraining: {
    state: 'training',
    since: at,
    token: 5,
    reason: 'drift of prices',
    champion: '00112233aabbccdd',
    window: { ticks: 250_000, keys: 3, exact: true },
    progress: {
      updates: 300,
      totalUpdates: 1200,
      trainingLoss: 0.41,
      validationLoss: 0.43,
      bestValidationLoss: null,
    },
  },
  events: [
    {
      at,
      kind: 'swapped',
      model: 'prices@champion',
      partition: 'prices/0',
      offset: 1200,
      before: '99887766554433aa',
      version: '00112233aabbccdd',
      policy: 'warm-up',
      reason: 'decision 4',
    },
    {
      at: at - 60_000,
      kind: 'promoted',
      version: '00112233aabbccdd',
      reason: 'a smaller loss, and not by chance',
      scores: { champion: 0.8312, challenger: 0.7901, naive: 0.85, pValue: 0.00321, ticks: 5000 },
    },
  ],
  counts: { swapped: 1, promoted: 1 } as ModelsView['counts'],
}

/** Something like gates: what a state would be if its scale were 0 to 1. */
const gatesOf = (hidden: Float32Array) => [{ name: 'update gate, layer 1', values: hidden.map((value) => 0.5 + value) }]

/** A page of a run with something to show in every view; time goes on by its turns alone. */
export async function startBusyDashboard(): Promise<BusyDashboard> {
  let now = 1000
  let offset = 0
  const source = {
    committed: () => Promise.resolve(new Map()),
    lag: () =>
      new Map([
        ['prices/0', 12],
        ['prices/1', 3400],
      ]),
  } as unknown as Source
  const run = createRunFigures({ source, seconds: () => now })
  const letters = createRecentLetters()
  const dashboard = await startDashboard({ port: 0, title: 'prices', tickName: 'day', panels: { run, letters } })
  const turn = (count: number) => {
    for (const phase of ['read', 'load', 'compute', 'commit']) {
      const end = run.onPhase(phase)
      now += 0.004
      end()
    }
    const ticks = Array.from({ length: count }, () => ({
      topic: 'prices',
      partition: 0,
      offset: offset++,
      key: 'AAA',
      eventTime: undefined,
      value: 1,
    }))
    run.onTurn({ ticks, cache: { keys: 3, dirty: 2 } })
    now += 0.984
  }
  for (let second = 0; second < 90; second++) turn(20 + ((second * 7) % 40))
  letters.add([
    toDeadLetter({
      topic: 'prices',
      partition: 1,
      offset: 77,
      reason: 'malformed',
      message: 'expected a number as price; got "n/a"',
      key: 'BBB',
      raw: new TextEncoder().encode('2024-01-02,BBB,n/a\u0000<b>bold</b>'),
    }),
    toDeadLetter({
      topic: 'prices',
      partition: 0,
      offset: 991,
      reason: 'late',
      message: 'a tick from before the last one of its key',
      raw: undefined,
    }),
  ])
  letters.count({ ticks: 2000, 'deadLetters.malformed': 3, 'deadLetters.late': 41 })
  for (const frame of randomWalk(keys, 260, 48))
    dashboard.publish({ ...frame, band: 0.9, gates: gatesOf(frame.hidden!) })
  dashboard.models(models)
  const counts = { ticks: 780, keys: 3, deadLetters: 44, ticksPerSecond: 41.6, checkpointOffset: 700 }
  dashboard.status({ pipeline: 'prices', ...counts, state: 'running' })
  return { ...dashboard, turn }
}
