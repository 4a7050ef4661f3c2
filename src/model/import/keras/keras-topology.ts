import { z } from 'zod'
import { cannotImport } from '../cannot-import.ts'

/** One layer as Keras and TensorFlow.js describe it. */
export interface KerasLayer {
  readonly kind: string
  readonly name: string
  readonly config: Readonly<Record<string, unknown>>
}

const layerSchema = z.object({
  class_name: z.string(),
  config: z.record(z.string(), z.unknown()),
  inbound_nodes: z.unknown().optional(),
})
const modelSchema = z.object({
  class_name: z.string(),
  config: z.union([z.array(layerSchema), z.object({ layers: z.array(layerSchema) })]),
})
const wrapperSchema = z.object({ model_config: modelSchema })

/** The layers of a Sequential model, or of a functional one that is a plain chain; inputs and dropout left out. */
export function readTopology(topology: unknown): readonly KerasLayer[] {
  const wrapped = wrapperSchema.safeParse(topology)
  const parsed = modelSchema.safeParse(wrapped.success ? wrapped.data.model_config : topology)
  if (!parsed.success) {
    throw cannotImport('the description of a Keras model', z.prettifyError(parsed.error), undefined, parsed.error)
  }
  const { class_name, config } = parsed.data
  const layers = Array.isArray(config) ? config : config.layers
  if (class_name === 'Functional' || class_name === 'Model') checkChain(layers)
  else if (class_name !== 'Sequential') throw cannotImport('a Sequential or Functional model', class_name)
  return layers.map(toLayer).filter(({ kind }) => kind !== 'InputLayer' && !/Dropout/.test(kind))
}

/** What TimeDistributed holds is a layer of the same form; it keeps the outer name, which its weights carry. */
function toLayer({ class_name: kind, config }: z.infer<typeof layerSchema>): KerasLayer {
  if (kind === 'TimeDistributed') {
    const inner = layerSchema.safeParse(config.layer)
    if (inner.success) return { ...toLayer(inner.data), name: String(config.name) }
  }
  return { kind, name: String(config.name), config }
}

function checkChain(layers: readonly z.infer<typeof layerSchema>[]): void {
  layers.forEach(({ config, inbound_nodes }, n) => {
    const from = sources(inbound_nodes)
    const before = n === 0 ? [] : [String(layers[n - 1]!.config.name)]
    if (from.join() === before.join()) return
    throw cannotImport(`layers in one chain, so that "${String(config.name)}" follows "${before[0]}"`, from.join(', '))
  })
}

/** Names of the layers that feed one: [name, node, tensor, ...] wherever it stands, as each version nests it anew. */
function sources(inbound: unknown): string[] {
  if (Array.isArray(inbound)) {
    const [name, node] = inbound as unknown[]
    if (typeof name === 'string' && typeof node === 'number') return [name]
    return inbound.flatMap(sources)
  }
  return typeof inbound === 'object' && inbound !== null ? Object.values(inbound).flatMap(sources) : []
}
