import { isTickwiseError } from '../../errors.ts'
import type { Model } from '../model.ts'
import { cannotImport } from './cannot-import.ts'
import { importFormat } from './import-format.ts'
import { checkImportOptions, type ImportOptions } from './import-options.ts'
import type { ImportedNetwork } from './imported-network.ts'
import type { ReadBeside } from './keras/read-tensorflow-js.ts'
import { toModel } from './to-model.ts'

export interface ImportFile {
  readonly bytes: Uint8Array
  /** Reads a file that lies beside it; TensorFlow.js keeps the weights there. Its errors are passed on. */
  readonly readBeside?: ReadBeside
}

/**
 * A model from a file of another framework: a PyTorch `state_dict` in safetensors, an ONNX graph, a Keras model in HDF5
 * or a TensorFlow.js layers model. Gates are put in our order and signs, so that it gives the same outputs.
 *
 * Throws `MODEL_INVALID` for a damaged file and, by name, for what our cells can't represent; `CONFIG_INVALID` for
 * options that don't fit the file.
 */
export async function importModel({ bytes, readBeside }: ImportFile, options: ImportOptions): Promise<Model> {
  checkImportOptions(options)
  const outside: unknown[] = []
  const beside: ReadBeside = async (name) => {
    try {
      if (readBeside) return await readBeside(name)
    } catch (error) {
      outside.push(error)
      throw error
    }
    throw cannotImport('a file that stands alone', `one that names "${name}"`)
  }
  try {
    return toModel(await readNetwork(bytes, beside, options), options)
  } catch (error) {
    if (isTickwiseError(error) || outside.includes(error)) throw error
    throw cannotImport('a model', String(error), 'The file is damaged: save it again.', error)
  }
}

/** Each reader is loaded when its format comes. */
async function readNetwork(bytes: Uint8Array, beside: ReadBeside, options: ImportOptions): Promise<ImportedNetwork> {
  switch (importFormat(bytes)) {
    case 'pytorch':
      return (await import('./pytorch/read-pytorch.ts')).readPytorch(bytes, options.headName)
    case 'onnx':
      return (await import('./onnx/read-onnx.ts')).readOnnx(bytes)
    case 'keras':
      return (await import('./keras/read-keras.ts')).readKeras(bytes)
    case 'tensorflow-js':
      return (await import('./keras/read-tensorflow-js.ts')).readTensorflowJs(bytes, beside)
  }
}
