import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { format, resolveConfig } from 'prettier'
import type { Model } from '../src/model/model.ts'
import { encodeModel } from '../src/model/model-file.ts'
import { useWideKernels } from '../src/training/wide/use-wide-kernels.ts'
import { buildReviews } from './models/build-reviews.ts'
import { buildTyping, type TypingCell } from './models/build-typing.ts'
import { reviewsCard } from './models/reviews-card.ts'
import { typingCard } from './models/typing-card.ts'

/**
 * Builds the text models that ship, with the same bytes every time (reviews in half a minute, typing in six): part of `npm run models`, or `node
 * scripts/build-text-models.ts <folder> [names]` to build some of them elsewhere: `typing-rnn` is the RNN of typing, twenty minutes with its teacher.
 */
const folder = process.argv[2] ?? join(import.meta.dirname, '..', 'src', 'model', 'shipped')
const wanted = process.argv.slice(3)

const builds: Readonly<Record<string, () => Promise<{ model: Model; card: string }>>> = {
  async reviews() {
    const { model, scores } = buildReviews()
    return { model, card: reviewsCard(model, scores) }
  },
  typing: () => typing('lstm'),
  'typing-rnn': () => typing('rnn'),
}
/** Built only when they are named. */
const others = ['typing-rnn']

async function typing(cell: TypingCell): Promise<{ model: Model; card: string }> {
  const build = await buildTyping(cell, (step, { update, updates, loss }) => {
    process.stderr.write(`\r${step}: update ${update} of ${updates}, loss ${loss.toFixed(3)} `)
  })
  process.stderr.write('\n')
  return { model: build.model, card: typingCard(build) }
}

// Quicker where the processor has them, with the same bits.
useWideKernels()
const style = await resolveConfig(import.meta.filename)
mkdirSync(folder, { recursive: true })
for (const [name, build] of Object.entries(builds)) {
  if (wanted.length > 0 ? !wanted.includes(name) : others.includes(name)) continue
  const { model, card } = await build()
  const bytes = encodeModel(model, { dtype: 'F16' })
  writeFileSync(join(folder, `${name}.safetensors`), bytes)
  writeFileSync(join(folder, `${name}.md`), await format(card, { ...style, parser: 'markdown' }))
  console.log(`${name}.safetensors: ${bytes.length} bytes, SHA-256 ${createHash('sha256').update(bytes).digest('hex')}`)
}
