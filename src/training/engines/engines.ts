import type { TrainingEngine } from '../engine.ts'
import { kernelEngine } from '../kernel-engine.ts'

/** Every engine that can be asked for by name: one line each. Loaded when asked for. */
export const engines = {
  kernel: () => Promise.resolve(kernelEngine),
  /** The native library where it is installed, else the portable one. */
  tensorflow: () => openTensorFlow('auto'),
  'tfjs-wasm': () => openTensorFlow('wasm'),
  'tfjs-node': () => openTensorFlow('node'),
} as const satisfies Readonly<Record<string, () => Promise<TrainingEngine>>>

export type EngineName = keyof typeof engines
export const engineNames = Object.keys(engines) as EngineName[]

async function openTensorFlow(backend: 'auto' | 'node' | 'wasm'): Promise<TrainingEngine> {
  const { createTensorFlowEngine } = await import('./tfjs/create-tensorflow-engine.ts')
  return createTensorFlowEngine({ backend })
}
