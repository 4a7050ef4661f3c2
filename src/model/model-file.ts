import { isTickwiseError, TickwiseError } from '../errors.ts'
import { fromFloat16, toFloat16 } from '../numeric/float16.ts'
import { canonicalJson } from './canonical-json.ts'
import { createModel } from './create-model.ts'
import type { Model } from './model.ts'
import { parseModelSpec } from './parse-model-spec.ts'
import { modelInvalid } from './safetensors/model-invalid.ts'
import { parseSafetensors } from './safetensors/parse-safetensors.ts'
import type { Safetensors, SafetensorsDtype } from './safetensors/safetensors.ts'
import { toSafetensors } from './safetensors/to-safetensors.ts'
import { tensorLayout } from './tensors.ts'

const format = 'tickwise-model-1'

/**
 * A model as one safetensors file; equal models give equal bytes. `F16` halves it and is only taken when every weight
 * is a float16 already (see `halveModel`), so that a file never holds another model than the one it was made from.
 */
export function encodeModel(model: Model, { dtype = 'F32' }: { readonly dtype?: SafetensorsDtype } = {}): Uint8Array {
  if (dtype === 'F16' && !model.weights.every((weight) => fromFloat16(toFloat16(weight)) === weight)) {
    throw new TickwiseError('CONFIG_INVALID', {
      expected: 'weights that float16 can hold',
      received: 'float32 weights',
      action: 'Encode halveModel(model), or leave the dtype at F32.',
    })
  }
  return toSafetensors({
    metadata: {
      format,
      fingerprint: model.fingerprint,
      spec: canonicalJson(model.spec),
      report: canonicalJson(model.report),
    },
    tensors: tensorLayout(model.spec).tensors.map(({ name, shape, offset, length }) => ({
      name,
      dtype,
      shape,
      values: model.weights.subarray(offset, offset + length),
    })),
  })
}

/** The model with every weight rounded to float16: another model, with a fingerprint of its own. */
export function halveModel(model: Model): Model {
  return createModel(
    model.spec,
    model.weights.map((weight) => fromFloat16(toFloat16(weight))),
    model.report,
  )
}

/** Reads a model file strictly. Throws `MODEL_INVALID` with what was expected and what came, and nothing else. */
export function decodeModel(bytes: Uint8Array): Model {
  const file = parseSafetensors(bytes)
  const { metadata } = file
  if (metadata.format !== format) {
    throw modelInvalid(`a model of format ${format}`, metadata.format ?? 'a safetensors file without one')
  }
  const spec = parseModelSpec(parseJson(metadata, 'spec'), 'MODEL_INVALID')
  const report = parseJson(metadata, 'report')
  if (typeof report !== 'object' || report === null || Array.isArray(report)) {
    throw modelInvalid('an object as report', metadata.report!)
  }
  try {
    const model = createModel(spec, gather(spec, file), report as Record<string, unknown>)
    if (model.fingerprint === metadata.fingerprint) return model
    throw modelInvalid(`fingerprint ${metadata.fingerprint}, as the file says`, model.fingerprint)
  } catch (error) {
    throw isTickwiseError(error) ? error : modelInvalid('a model', String(error), error)
  }
}

function parseJson(metadata: Safetensors['metadata'], name: string): unknown {
  const text = metadata[name]
  try {
    return JSON.parse(text ?? '')
  } catch (cause) {
    throw modelInvalid(`JSON as ${name} in __metadata__`, text ?? 'nothing', cause)
  }
}

function gather(spec: Model['spec'], { tensors }: Safetensors): Float32Array {
  const layout = tensorLayout(spec)
  const found = new Map(tensors.map((tensor) => [tensor.name, tensor]))
  const stored = tensors.reduce((sum, { values }) => sum + values.length, 0)
  const unknown = tensors.find(({ name }) => !layout.tensors.some((wanted) => wanted.name === name))
  if (unknown) throw modelInvalid(`tensors ${layout.tensors.map(({ name }) => name).join(', ')}`, `"${unknown.name}"`)
  for (const { name, shape } of layout.tensors) {
    const came = found.get(name)?.shape
    if (came?.join() !== shape.join()) {
      throw modelInvalid(`tensor "${name}" of shape [${shape.join(', ')}]`, came ? `[${came.join(', ')}]` : 'none')
    }
  }
  if (stored !== layout.length) throw modelInvalid(`${layout.length} weights`, `${stored}`)
  const weights = new Float32Array(layout.length)
  for (const { name, offset } of layout.tensors) weights.set(found.get(name)!.values, offset)
  return weights
}
