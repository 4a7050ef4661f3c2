import { firstValueFrom, from, toArray, type Observable } from 'rxjs'
import {
  bars,
  blend,
  calibrate,
  classify,
  dedupe,
  detectDrift,
  features,
  forecast,
  orderByEventTime,
  scanByKey,
  score,
  scoreLabels,
  suggest,
  type Classified,
} from '../../operators/index.ts'
import { decodeModel, loadZone } from '../../src/model/index.ts'
import { toBits } from './to-bits.ts'

/** The models that ship, as the bytes of their files. */
export interface ModelBytes {
  readonly prices: Uint8Array
  readonly reviews: Uint8Array
  readonly typing: Uint8Array
}

interface Price {
  readonly id: number
  readonly symbol: string
  readonly price: number
  readonly time: number
}

const hour = 3_600_000

/** Prices of three symbols, taking turns irregularly, some of them twice and some late. */
function prices(length: number): Price[] {
  let seed = 7
  const next = () => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647
  const levels = [120, 4, 70_000]
  const rows = Array.from({ length }, (_, id) => {
    const n = Math.floor(next() * levels.length)
    levels[n]! *= 1 + 0.03 * (next() - 0.5)
    const late = next() < 0.05 ? 3 * hour : 0
    return { id, symbol: `S${n}`, price: levels[n]!, time: 1_700_000_000_000 + id * hour - late }
  })
  return rows.flatMap((row) => (row.id % 50 === 0 ? [row, row] : [row]))
}

const reviews = [
  'The film was dull at first, but the ending is wonderful!',
  'I loved every minute of it. Don’t miss it.',
  'A naïve, overlong mess — 🙁 awful.',
]
const key = ({ symbol }: Price) => symbol

/**
 * Streams through every operator that needs no store, on three models; each value that they emit as a line of its bits.
 * Also a feature that looks at local time, whose rules are loaded before.
 */
export async function readStreams(bytes: ModelBytes): Promise<Record<string, string[]>> {
  await loadZone('Europe/Zurich')
  const [network, tagger, typist] = [bytes.prices, bytes.reviews, bytes.typing].map(decodeModel)
  const rows = prices(1500)
  const bySymbol = { key }
  const clean = [
    dedupe<Price>(({ id }) => id, bySymbol),
    orderByEventTime<Price>({ latenessMs: 4 * hour, eventTime: ({ time }) => time, ...bySymbol }),
  ] as const
  const streams: Record<string, Observable<unknown>> = {
    forecasts: from(rows).pipe(
      ...clean,
      forecast<Price>(network!, { ...bySymbol, value: ({ price }) => price }),
      blend({ key: ({ tick }) => tick.symbol, season: 5 }),
      calibrate({ key: ({ tick }) => tick.symbol, coverage: 0.9 }),
      score({ key: ({ tick }) => tick.symbol }),
      detectDrift({ key: ({ tick }) => tick.symbol }),
    ),
    bars: from(rows).pipe(
      ...clean,
      bars<Price>({
        ...bySymbol,
        every: { ms: 24 * hour },
        value: ({ price }) => price,
        eventTime: ({ time }) => time,
      }),
    ),
    localTime: from(rows).pipe(
      features<Price>([{ kind: 'calendar', cycle: 'day', wave: 'sin', harmonic: 1, zone: 'Europe/Zurich' }], {
        ...bySymbol,
        value: ({ price }) => price,
        time: ({ time }) => time,
      }),
    ),
    totals: from(rows).pipe(scanByKey((sum: number, { price }: Price) => sum + price, 0, bySymbol)),
    reviews: from(reviews).pipe(
      classify<string>(tagger!),
      scoreLabels<Classified<string>>({ probabilities: (said) => said.probabilities, actual: () => 1 }),
    ),
    typing: from([...'The company said it w', '\b', 'i', 'll']).pipe(suggest<string>(typist!)),
  }
  const lines: Record<string, string[]> = {
    fingerprints: [network, tagger, typist].map((model) => model!.fingerprint),
  }
  for (const [name, stream] of Object.entries(streams))
    lines[name] = (await firstValueFrom(stream.pipe(toArray()))).map(toBits)
  return lines
}
