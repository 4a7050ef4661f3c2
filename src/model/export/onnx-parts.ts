import { create } from '@bufbuild/protobuf'
import {
  AttributeProto_AttributeType,
  AttributeProtoSchema,
  NodeProtoSchema,
  TensorProto_DataType,
  TensorProtoSchema,
  ValueInfoProtoSchema,
  type NodeProto,
  type TensorProto,
  type ValueInfoProto,
} from '../import/onnx/onnx.generated.ts'

export function floatTensor(name: string, dims: readonly number[], values: Float32Array): TensorProto {
  const rawData = new Uint8Array(4 * values.length)
  const view = new DataView(rawData.buffer)
  values.forEach((value, i) => view.setFloat32(4 * i, value, true))
  return create(TensorProtoSchema, { name, dims: dims.map(BigInt), dataType: TensorProto_DataType.FLOAT, rawData })
}

/** A list of int64, such as a shape. */
export function integerTensor(name: string, values: readonly number[]): TensorProto {
  const dims = [BigInt(values.length)]
  const int64Data = values.map(BigInt)
  return create(TensorProtoSchema, { name, dims, dataType: TensorProto_DataType.INT64, int64Data })
}

/** A node with whole numbers as attributes. */
export function node(
  opType: string,
  input: readonly string[],
  output: readonly string[],
  integers: Readonly<Record<string, number>> = {},
): NodeProto {
  const attribute = Object.entries(integers).map(([name, value]) =>
    create(AttributeProtoSchema, { name, type: AttributeProto_AttributeType.INT, i: BigInt(value) }),
  )
  return create(NodeProtoSchema, { opType, name: output[0]!, input: [...input], output: [...output], attribute })
}

/** A float input or output of the graph; a text is an axis of any size. */
export function floatValue(name: string, axes: readonly (number | string)[]): ValueInfoProto {
  const dim = axes.map((axis) => ({
    value:
      typeof axis === 'number'
        ? ({ case: 'dimValue', value: BigInt(axis) } as const)
        : ({ case: 'dimParam', value: axis } as const),
  }))
  const tensorType = { elemType: TensorProto_DataType.FLOAT, shape: { dim } }
  return create(ValueInfoProtoSchema, { name, type: { value: { case: 'tensorType', value: tensorType } } })
}
