import type * as JsJoda from '@js-joda/core'
import { TickwiseError } from '../errors.ts'
import { closeNames } from './close-names.ts'
import type { Zone } from './zone.ts'
import { ZoneTimeline } from './zone-timeline.ts'

/** A timeline takes milliseconds to draw up, and a source may have many files. */
const drawnUp = new Map<string, Zone>()

/**
 * A zone of the IANA database, such as `Europe/Zurich`. Its rules come with the package, and not from the engine, whose
 * tables change: a replay reads the times that the first run read. Errors: `CONFIG_INVALID` for an unknown name.
 */
export async function loadNamedZone(name: string): Promise<Zone> {
  const known = drawnUp.get(name)
  if (known !== undefined) return known
  // 740 kB of rules, which only those load who name a zone. The smaller sets are wrong before 1970 and after 2030.
  const rules = await import('@js-joda/core')
  await import('@js-joda/timezone')
  return drawUp(name, rules)
}

/**
 * The same at once, for those who can't wait: a model's features are made when a chain is subscribed. Node loads the rules
 * itself; where there is no Node, `loadNamedZone` has to come before.
 */
export function namedZone(name: string): Zone {
  const known = drawnUp.get(name)
  if (known !== undefined) return known
  const load = nodesRequire()
  if (load === undefined) throw notLoaded(name)
  const rules = load('@js-joda/core') as Rules
  load('@js-joda/timezone')
  return drawUp(name, rules)
}

/** Asked for, not imported: an import of a module of Node's would keep everything that uses zones out of browsers. */
function nodesRequire(): NodeJS.Require | undefined {
  const { process: node } = globalThis as { readonly process?: Partial<Pick<NodeJS.Process, 'getBuiltinModule'>> }
  return node?.getBuiltinModule?.('node:module').createRequire(import.meta.url)
}

function notLoaded(name: string): TickwiseError {
  return new TickwiseError('CONFIG_INVALID', {
    expected: `the rules of the time zone ${name}, which a model's features need`,
    received: 'none loaded so far, and no Node to load them at once',
    action: `Load them first: import { loadZone } from 'tickwise/model', then await loadZone('${name}').`,
  })
}

type Rules = Pick<typeof JsJoda, 'ZoneId'>

function drawUp(name: string, { ZoneId }: Rules): Zone {
  const names = ZoneId.getAvailableZoneIds()
  if (!names.includes(name)) throw unknownZone(name, names)
  const rules = ZoneId.of(name).rules()
  const zone = new ZoneTimeline(name, (utcMs) => rules.offsetOfEpochMilli(utcMs).totalSeconds() * 1000)
  drawnUp.set(name, zone)
  return zone
}

/** The names that there are are given where they are known. */
export function unknownZone(name: string, names: readonly string[]): TickwiseError {
  const close = closeNames(name, names)
  return new TickwiseError('CONFIG_INVALID', {
    expected: 'a time zone: UTC, an offset like +02:00, or an IANA name like Europe/Zurich',
    received: `"${name}"`,
    action: close.length > 0 ? `Did you mean ${close.join(', ')}?` : 'Name the zone as the IANA database does.',
  })
}
