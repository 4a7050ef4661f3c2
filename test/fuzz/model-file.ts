import { isTickwiseError } from '../../src/errors.ts'
import { decodeModel, encodeModel } from '../../src/model/model-file.ts'
import { smallModel } from '../src/model/small-model.ts'
import { nearly, target } from './fuzz-target.ts'

const sound = [encodeModel(smallModel())]

/** A model file is read as a whole model with finite weights, or refused as MODEL_INVALID. */
export const modelFile = target('model file', nearly(sound), (bytes) => {
  let model
  try {
    model = decodeModel(bytes)
  } catch (error) {
    if (isTickwiseError(error, 'MODEL_INVALID')) return
    throw error
  }
  const again = decodeModel(encodeModel(model))
  if (again.fingerprint !== model.fingerprint) throw new Error('written and read again it is another model')
})
