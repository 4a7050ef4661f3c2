import { fromFloat16 } from '../../../numeric/float16.ts'
import { cannotImport } from '../cannot-import.ts'
import { TensorProto_DataLocation, TensorProto_DataType, type TensorProto } from './onnx.generated.ts'

export interface OnnxTensor {
  readonly shape: readonly number[]
  /** Row-major; float16 is widened, float64 rounded. */
  readonly values: Float32Array
}

/** Numbers of a float tensor. Sizes are checked against the bytes that are there before anything is allocated. */
export function readTensor(tensor: TensorProto): OnnxTensor {
  const shape = tensor.dims.map(Number)
  return { shape, values: Float32Array.from(numbers(tensor, shape, readers)) }
}

/** A tensor of int32 or int64, such as a shape or axes. */
export function readIntegers(tensor: TensorProto): readonly number[] {
  return numbers(tensor, tensor.dims.map(Number), integerReaders)
}

interface Reader {
  readonly bytes: number
  readonly raw: (view: DataView, at: number) => number
  readonly typed: (tensor: TensorProto) => readonly number[]
}

type Readers = Readonly<Partial<Record<number, Reader>>>
const { FLOAT, FLOAT16, DOUBLE, INT32, INT64 } = TensorProto_DataType

const readers: Readers = {
  [FLOAT]: { bytes: 4, raw: (view, at) => view.getFloat32(at, true), typed: ({ floatData }) => floatData },
  [FLOAT16]: {
    bytes: 2,
    raw: (view, at) => fromFloat16(view.getUint16(at, true)),
    typed: ({ int32Data }) => int32Data.map((bits) => fromFloat16(bits & 0xffff)),
  },
  [DOUBLE]: { bytes: 8, raw: (view, at) => view.getFloat64(at, true), typed: ({ doubleData }) => doubleData },
}

const integerReaders: Readers = {
  [INT32]: { bytes: 4, raw: (view, at) => view.getInt32(at, true), typed: ({ int32Data }) => int32Data },
  [INT64]: {
    bytes: 8,
    raw: (view, at) => Number(view.getBigInt64(at, true)),
    typed: ({ int64Data }) => int64Data.map(Number),
  },
}

function numbers(tensor: TensorProto, shape: readonly number[], known: Readers): readonly number[] {
  const { name, dataType, rawData, dataLocation } = tensor
  if (dataLocation === TensorProto_DataLocation.EXTERNAL) {
    throw cannotImport(
      'weights inside the file',
      `"${name}" in a file of its own`,
      'Save the model again with onnx.save(model, path, save_as_external_data=False).',
    )
  }
  const reader = known[dataType]
  if (!reader) throw cannotImport(`tensor "${name}" of type ${Object.keys(known).join(' or ')}`, `type ${dataType}`)
  if (shape.some((size) => size < 0)) throw cannotImport(`sizes for tensor "${name}"`, `[${shape.join(', ')}]`)
  const length = shape.reduce((product, size) => product * size, 1)
  const typed = rawData.length === 0 ? reader.typed(tensor) : undefined
  const came = typed ? typed.length : rawData.length / reader.bytes
  if (came !== length) throw cannotImport(`${length} numbers in tensor "${name}" [${shape.join(', ')}]`, `${came}`)
  if (typed) return typed
  const view = new DataView(rawData.buffer, rawData.byteOffset, rawData.byteLength)
  return Array.from({ length }, (_, i) => reader.raw(view, i * reader.bytes))
}
