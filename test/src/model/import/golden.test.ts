import { describe, expect, it } from 'vitest'
import { importModel } from '../../../../src/model/import/import-model.ts'
import { interopCases, readInteropFile } from '../../../golden/interop/interop-cases.ts'
import { runModel } from './run-model.ts'

describe('importModel', () => {
  it.each(interopCases)('$file gives what it gives where it comes from', async ({ file, inputs, outputs }) => {
    const model = await importModel(readInteropFile(file), { name: 'imported' })
    const served = runModel(model, inputs)
    expect(served.length).toBe(outputs.length)
    const differences = outputs.flatMap((sequence, s) =>
      sequence.flatMap((timestep, t) => timestep.map((value, o) => Math.abs(value - served[s]![t]![o]!))),
    )
    expect(served[0]!.map((timestep) => timestep.length)).toEqual(outputs[0]!.map((timestep) => timestep.length))
    expect(Math.max(...differences)).toBeLessThan(1e-5)
  })
})
