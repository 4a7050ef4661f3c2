import { describe, expect, it } from 'vitest'
import { importModel } from '../../../../src/model/import/import-model.ts'
import { interopCases, readInteropFile } from '../../../golden/interop/interop-cases.ts'
import { runModel } from './run-model.ts'

describe('importModel', () => {
  it.each(interopCases)('$file gives what it gives where it comes from', async ({ file, inputs, outputs, softmax }) => {
    const model = await importModel(readInteropFile(file), { name: 'imported' })
    const served = runModel(model, inputs).map((sequence) => sequence.map(softmax ? ofTwoClasses : asItIs))
    const shape = (values: readonly (readonly (readonly number[])[])[]) => [
      values.length,
      ...values.map((sequence) => sequence.map((timestep) => timestep.length)),
    ]
    expect(shape(served)).toEqual(shape(outputs))
    const [ours, theirs] = [served.flat(2), outputs.flat(2)]
    expect(Math.max(...theirs.map((value, i) => Math.abs(value - ours[i]!)))).toBeLessThan(1e-5)
  })
})

const asItIs = (outputs: readonly number[]) => outputs

/** Two classes share one logit, of the second. */
const ofTwoClasses = ([logit]: readonly number[]) => [1 / (1 + Math.exp(logit!)), 1 / (1 + Math.exp(-logit!))]
