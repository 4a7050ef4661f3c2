import { cannotImport } from './cannot-import.ts'

export type ImportFormat = 'pytorch' | 'onnx' | 'tensorflow-js' | 'keras'

/** What a file is, by its first bytes. What is known but can't be read is refused with the way to convert it. */
export function importFormat(bytes: Uint8Array): ImportFormat {
  const starts = (...first: readonly number[]) => first.every((byte, i) => bytes[i] === byte)
  if (starts(0x89, 0x48, 0x44, 0x46)) return 'keras'
  if (starts(0x50, 0x4b)) throw cannotImport(formats, 'a ZIP archive (.keras, .pt)', fromArchive)
  if (starts(0x80)) throw cannotImport(formats, 'a Python pickle', fromPytorch)
  // A safetensors header begins behind its length, which has zeros on top.
  if (bytes[8] === 0x7b && bytes[7] === 0 && bytes[6] === 0) return 'pytorch'
  if (starts(0x7b) || starts(0x0a, 0x7b) || starts(0x20)) return 'tensorflow-js'
  if (starts(0x08)) return 'onnx'
  throw cannotImport(formats, bytes.length === 0 ? 'an empty file' : 'something else')
}

const formats = 'a safetensors, ONNX, Keras HDF5 or TensorFlow.js (model.json) file'
const fromPytorch = "Save it with safetensors.torch.save_file(model.state_dict(), 'model.safetensors')."
const fromArchive = `From Keras: model.save('model.h5'). From PyTorch: ${fromPytorch.slice('Save it with '.length)}`
