import { Session, type Profiler } from 'node:inspector/promises'

export type Part = 'parsing' | 'formatting' | 'cells' | 'rest'

const parts: readonly { readonly part: Part; readonly where: RegExp }[] = [
  { part: 'cells', where: /^wasm|kernel\/create-stepper/ },
  { part: 'parsing', where: /src\/stream\/(?!format)|connectors\/file\/(source|file-chunks|input-file)/ },
  { part: 'formatting', where: /stream\/format-output|connectors\/file\/(sink|append-file)|node:(internal\/)?buffer/ },
]

/**
 * Seconds of the main thread while `body` runs, by part, from the sampling profiler: a sample belongs to the nearest
 * caller that has a part of its own, so that JSON.parse counts as parsing and the garbage collector as the rest. Idle
 * time is left out.
 */
export async function profileShare(body: () => Promise<void>): Promise<Record<Part, number>> {
  const session = new Session()
  session.connect()
  await session.post('Profiler.enable')
  await session.post('Profiler.setSamplingInterval', { interval: 500 })
  await session.post('Profiler.start')
  await body()
  const { profile } = await session.post('Profiler.stop')
  session.disconnect()
  return addUp(profile)
}

function addUp({ nodes, samples = [], timeDeltas = [] }: Profiler.Profile): Record<Part, number> {
  const seconds: Record<Part, number> = { parsing: 0, formatting: 0, cells: 0, rest: 0 }
  const byId = new Map(nodes.map((node) => [node.id, node]))
  const parent = new Map(nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id])))
  const partOf = (id: number): Part => {
    for (let at: number | undefined = id; at !== undefined; at = parent.get(at)) {
      const { url } = byId.get(at)!.callFrame
      const found = parts.find(({ where }) => where.test(url))
      if (found !== undefined) return found.part
      if (/\/(src|operators|connectors)\//.test(url)) return 'rest'
    }
    return 'rest'
  }
  samples.forEach((id, i) => {
    if (byId.get(id)!.callFrame.functionName !== '(idle)') seconds[partOf(id)] += timeDeltas[i]! / 1e6
  })
  return seconds
}
