import { z } from 'zod'
import { cannotImport } from '../cannot-import.ts'
import type { ImportedNetwork } from '../imported-network.ts'
import { readTopology } from './keras-topology.ts'
import type { KerasWeight } from './keras-weights.ts'
import { readKerasLayers } from './read-keras-layers.ts'

/** Gives the bytes of a file that lies beside the one that is read. */
export type ReadBeside = (name: string) => Promise<Uint8Array>

const weightSchema = z.object({
  name: z.string(),
  shape: z.array(z.int().min(0)).max(8),
  dtype: z.literal('float32', 'only float32 is read'),
  quantization: z.undefined('quantised weights are not read').optional(),
})
const fileSchema = z.object({
  format: z
    .literal('layers-model', 'a graph-model has no layers: convert with --output_format=tfjs_layers_model')
    .optional(),
  modelTopology: z.unknown(),
  weightsManifest: z.array(
    z.object({
      // No folders: the file decides what is read, so it must stay beside it.
      paths: z.array(z.string().regex(/^[\w-][\w.-]*$/, 'a file beside model.json')),
      weights: z.array(weightSchema),
    }),
  ),
})

/** A TensorFlow.js layers model: `model.json`, and its weights in the files that it names. */
export async function readTensorflowJs(bytes: Uint8Array, readBeside: ReadBeside): Promise<ImportedNetwork> {
  const parsed = fileSchema.safeParse(parseJson(bytes))
  if (!parsed.success) {
    const problems = z.prettifyError(parsed.error)
    throw cannotImport('model.json of a TensorFlow.js layers model', problems, undefined, parsed.error)
  }
  const layers = readTopology(parsed.data.modelTopology)
  const weights: KerasWeight[] = []
  for (const group of parsed.data.weightsManifest) {
    const parts: Uint8Array[] = []
    for (const path of group.paths) parts.push(await readBeside(path))
    weights.push(...split(Buffer.concat(parts), group.weights))
  }
  return readKerasLayers('TensorFlow.js layers model', layers, weights)
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch (cause) {
    throw cannotImport('JSON', 'other text', 'The file is damaged: save it again.', cause)
  }
}

function split(bytes: Uint8Array, weights: readonly z.infer<typeof weightSchema>[]): KerasWeight[] {
  const length = (shape: readonly number[]) => shape.reduce((product, size) => product * size, 1)
  const wanted = weights.reduce((total, { shape }) => total + 4 * length(shape), 0)
  if (bytes.length !== wanted) throw cannotImport(`${wanted} bytes of weights`, `${bytes.length}`)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let at = 0
  return weights.map(({ name, shape }) => {
    const values = new Float32Array(length(shape))
    for (let i = 0; i < values.length; i++, at += 4) values[i] = view.getFloat32(at, true)
    return { name, shape, values }
  })
}
