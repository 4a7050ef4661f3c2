import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { TickwiseError } from '../errors.ts'
import { decodeModel } from '../model/model-file.ts'
import type { Model } from '../model/model.ts'
import type { ModelSource } from './spec.ts'

const shippedFolder = fileURLToPath(new URL('../model/shipped/', import.meta.url))

/**
 * Finds a model by name: `<folder>/<name>.safetensors`, then the models that ship with Tickwise. An alias after "@" is
 * not looked at: a folder holds one version of each. A name that ends in `.safetensors` is a path.
 */
export function modelFiles(folder: string): ModelSource {
  return {
    async load(name) {
      if (name.endsWith('.safetensors')) return loadModel(name)
      const file = `${name.split('@')[0]!}.safetensors`
      for (const path of [join(folder, file), join(shippedFolder, file)]) {
        const bytes = await readIfThere(path)
        if (bytes !== undefined) return decodeModel(bytes)
      }
      throw new TickwiseError('MODEL_NOT_FOUND', {
        expected: `${join(folder, file)}, or the name of a model that ships`,
        received: `no model "${name}"`,
        action: 'Train one with `tickwise train`, or pass the path of a .safetensors file.',
      })
    },
  }
}

/** Reads a model file. Throws `MODEL_NOT_FOUND` or `MODEL_INVALID`. */
export async function loadModel(path: string): Promise<Model> {
  const bytes = await readIfThere(path)
  if (bytes !== undefined) return decodeModel(bytes)
  throw new TickwiseError('MODEL_NOT_FOUND', {
    expected: 'a model file',
    received: `nothing at ${path}`,
    action: 'Check the path, or train a model with `tickwise train`.',
  })
}

async function readIfThere(path: string): Promise<Uint8Array | undefined> {
  try {
    return await readFile(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}
