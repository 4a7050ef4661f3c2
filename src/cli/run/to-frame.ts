import type { Scored } from '../../../operators/score.ts'
import type { Frame } from '../../dashboard/frame.ts'
import type { TurnReport } from '../../pipeline/run-options.ts'
import type { Output } from '../../stream/sink.ts'
import type { GateWatch } from './gate-watch.ts'

/** What a view shows of an output; undefined for one that is no forecast. */
export function toFrame(
  output: Output,
  statesOf: TurnReport['statesOf'],
  gatesOf: GateWatch['gatesOf'] = () => undefined,
): Frame | undefined {
  const { key, eventTime, value } = output
  if (!isForecast(value)) return undefined
  const text = rawText(value.tick)
  const hidden = hiddenOf(statesOf(output)?.get('infer'))
  const band = bandOf(value.levels)
  const gates = gatesOf(output)
  return {
    key,
    eventTime,
    value: value.last,
    ...(text === undefined ? {} : { text }),
    naive: value.last,
    forecasts: value.forecasts.map(({ horizon, point, quantiles }) => ({
      horizon,
      point,
      lower: quantiles[0] ?? NaN,
      upper: quantiles.at(-1) ?? NaN,
    })),
    skill: value.skill ?? [],
    ...(band === undefined ? {} : { band }),
    ...(hidden === undefined ? {} : { hidden }),
    ...(gates === undefined ? {} : { gates }),
  }
}

/** A state alone, or with the version of the model that advanced it where models may change. */
function hiddenOf(state: unknown): Float32Array | undefined {
  if (state instanceof Float32Array) return state
  const h = (state as { readonly h?: unknown } | undefined)?.h
  return h instanceof Float32Array ? h : undefined
}

/** Between the outermost levels; what rounding makes of their difference is cut. */
function bandOf(levels: readonly number[] | undefined): number | undefined {
  const [lowest, highest] = [levels?.[0], levels?.at(-1)]
  if (lowest === undefined || highest === undefined || lowest === highest) return undefined
  return Number((highest - lowest).toFixed(6))
}

/** A forecast may come without scores, from a chain that does not end with `score`. */
type MaybeScored = Omit<Scored<unknown>, 'skill'> & Partial<Pick<Scored<unknown>, 'skill'>>

function isForecast(value: unknown): value is MaybeScored {
  return (
    typeof value === 'object' &&
    value !== null &&
    'last' in value &&
    'forecasts' in value &&
    Array.isArray(value.forecasts)
  )
}

/** The decimals that the value came as, where the source keeps them. */
function rawText(tick: unknown): string | undefined {
  const text = (tick as { readonly text?: Readonly<Record<string, string>> } | null)?.text
  if (typeof text !== 'object') return undefined
  return text['value'] ?? text['price'] ?? text['close']
}
