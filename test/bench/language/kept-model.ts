import { createHash, type Hash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { encodeModel } from '../../../src/model/model-file.ts'
import type { Model } from '../../../src/model/model.ts'
import { modelFiles } from '../../../src/pipeline/model-files.ts'
import type { TokenStream } from '../../../src/training/language/next/next-window.ts'

/** What a trained model follows from, apart from the machine's time. */
const code = ['../../../src/training', '../../../src/kernel', '../../../src/numeric', '../../../src/model']

/**
 * Trains a model, or takes the one that an earlier run left in the folder that `TICKWISE_KEEP` names, when settings, text and
 * the code of training are the same to the byte. Says which.
 */
export async function keptModel(
  name: string,
  { settings, text }: { readonly settings: object; readonly text: TokenStream },
  train: () => Promise<Model>,
): Promise<Model> {
  const folder = process.env['TICKWISE_KEEP']
  const hash = createHash('sha256').update(JSON.stringify(settings)).update(text.rows).update(text.words)
  for (const part of code) addFolder(hash, fileURLToPath(new URL(part, import.meta.url)))
  const file = folder && join(folder, `${hash.digest('hex').slice(0, 16)}.safetensors`)
  if (file && existsSync(file)) {
    console.log(`    ${name}: trained by an earlier run, ${file}`)
    return modelFiles('models').load(file)
  }
  const begin = performance.now()
  const model = await train()
  console.log(`    ${name}: ${((performance.now() - begin) / 60_000).toFixed(1)} minutes of training`)
  if (file) {
    mkdirSync(folder, { recursive: true })
    writeFileSync(file, encodeModel(model))
  }
  return model
}

function addFolder(hash: Hash, folder: string): void {
  const entries = readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))
  for (const entry of entries) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) addFolder(hash, path)
    else if (entry.name.endsWith('.ts')) hash.update(entry.name).update(readFileSync(path))
  }
}
