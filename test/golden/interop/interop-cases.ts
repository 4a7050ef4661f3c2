import { readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import type { ImportFile } from '../../../src/model/import/import-model.ts'

type Cube = readonly (readonly (readonly number[])[])[]

/** A file of another framework, and what it gives there. */
export interface InteropCase {
  readonly file: string
  /** [sequence][timestep][unit] */
  readonly inputs: Cube
  readonly outputs: Cube
  /** Outputs are probabilities of classes; our head gives logits. */
  readonly softmax: boolean
}

interface RawCase {
  readonly x: Cube
  readonly y: Cube
  readonly layout?: string
  readonly softmax?: true
}

export function interopFile(name: string): URL {
  return new URL(name, import.meta.url)
}

export function readInteropFile(name: string): ImportFile {
  const url = interopFile(name)
  return { bytes: readFileSync(url), readBeside: (beside) => readFile(new URL(beside, url)) }
}

/** [time][batch] to [batch][time]. */
const batchFirst = (cube: Cube): Cube => cube[0]!.map((_, sequence) => cube.map((timestep) => timestep[sequence]!))

export const interopCases: readonly InteropCase[] = ['expected.json', 'expected-onnx.json', 'expected-keras.json', 'expected-tfjs.json']
  .flatMap((list) =>
    Object.entries(JSON.parse(readFileSync(interopFile(list), 'utf8')) as Readonly<Record<string, RawCase>>),
  )
  .map(([file, { x, y, layout, softmax = false }]) => ({
    file,
    inputs: layout === undefined ? x : batchFirst(x),
    outputs: layout === undefined ? y : batchFirst(y),
    softmax,
  }))
