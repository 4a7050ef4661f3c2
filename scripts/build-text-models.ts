import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { format, resolveConfig } from 'prettier'
import type { Model } from '../src/model/model.ts'
import { encodeModel } from '../src/model/model-file.ts'
import { buildReviews } from './models/build-reviews.ts'
import { reviewsCard } from './models/reviews-card.ts'

/**
 * Builds the text models that ship, with the same bytes every time: part of `npm run models`, or `node
 * scripts/build-text-models.ts <folder> [names]` to build some of them elsewhere.
 */
const folder = process.argv[2] ?? join(import.meta.dirname, '..', 'src', 'model', 'shipped')
const wanted = process.argv.slice(3)

const builds: Readonly<Record<string, () => { model: Model; card: string }>> = {
  reviews() {
    const { model, scores } = buildReviews()
    return { model, card: reviewsCard(model, scores) }
  },
}

const style = await resolveConfig(import.meta.filename)
mkdirSync(folder, { recursive: true })
for (const [name, build] of Object.entries(builds)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue
  const { model, card } = build()
  const bytes = encodeModel(model, { dtype: 'F16' })
  writeFileSync(join(folder, `${name}.safetensors`), bytes)
  writeFileSync(join(folder, `${name}.md`), await format(card, { ...style, parser: 'markdown' }))
  console.log(`${name}.safetensors: ${bytes.length} bytes, SHA-256 ${createHash('sha256').update(bytes).digest('hex')}`)
}
