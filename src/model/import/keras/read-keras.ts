import { isTickwiseError } from '../../../errors.ts'
import { cannotImport } from '../cannot-import.ts'
import type { ImportedNetwork } from '../imported-network.ts'
import { readTopology } from './keras-topology.ts'
import type { KerasWeight } from './keras-weights.ts'
import { readKerasLayers } from './read-keras-layers.ts'

/** Deeper than any layer of Keras; a damaged file may hold a group that holds itself. */
const mostFolders = 8
const mostTensors = 1000

/** A whole Keras model in HDF5, as `model.save('model.h5')` writes it. */
export async function readKeras(bytes: Uint8Array): Promise<ImportedNetwork> {
  const { Dataset, File, Group } = await import('jsfive')
  const weights: KerasWeight[] = []
  const walk = (node: unknown, name: string, depth: number): void => {
    if (node instanceof Group && depth < mostFolders) {
      for (const key of node.keys) walk(node.get(key), `${name}/${key}`, depth + 1)
    } else if (node instanceof Dataset && weights.length < mostTensors) {
      weights.push(readDataset(name, node, bytes.length))
    } else throw cannotImport('the weights of a Keras model', `${name}, which is something else`)
  }
  try {
    checkLength(bytes)
    // A copy: a Buffer is a view of something larger, and its own slice is another.
    const file = new File(new Uint8Array(bytes).buffer)
    const config = file.attrs.model_config
    if (typeof config !== 'string') throw weightsAlone()
    const layers = readTopology(JSON.parse(config))
    const root = file.get('model_weights')
    if (!(root instanceof Group)) throw weightsAlone()
    for (const { name } of layers) if (root.keys.includes(name)) walk(root.get(name), name, 0)
    return readKerasLayers('Keras model', layers, weights)
  } catch (error) {
    if (isTickwiseError(error)) throw error
    throw cannotImport('a Keras model in HDF5', String(error), 'The file is damaged: save it again.', error)
  }
}

/** The superblock says where the file ends; the reader doesn't look, and would take what is left of a cut one. */
function checkLength(bytes: Uint8Array): void {
  const version = bytes[8] ?? 0
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const end = view.getBigUint64(version < 2 ? 40 : 28, true)
  if (end > BigInt(bytes.length)) throw cannotImport(`a file of ${end} bytes`, `${bytes.length}`, 'Copy it again.')
}

interface StoredArray {
  readonly shape: readonly number[]
  readonly dtype: unknown
  readonly value: unknown
}

function readDataset(name: string, stored: StoredArray, fileBytes: number): KerasWeight {
  const { shape, dtype } = stored
  const length = shape.reduce((product, size) => product * size, 1)
  if (dtype !== '<f4') throw cannotImport(`float32 in "${name}"`, String(dtype))
  // Keras doesn't compress, so nothing is larger than the file.
  if (!(4 * length <= fileBytes))
    throw cannotImport(`"${name}" inside a file of ${fileBytes} bytes`, `[${shape.join()}]`)
  const values = Float32Array.from(stored.value as ArrayLike<number>)
  if (values.length === length) return { name, shape, values }
  throw cannotImport(`${length} numbers in "${name}"`, `${values.length}`)
}

function weightsAlone() {
  return cannotImport(
    'a whole Keras model, with its layers described',
    'weights alone',
    "Save the model itself: model.save('model.h5').",
  )
}
