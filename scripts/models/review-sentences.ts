import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { createRandom } from '../../src/numeric/random.ts'
import type { TaggedText } from '../../src/training/language/tagging/tagged-text.ts'

export const reviewClasses = ['negative', 'positive']

/**
 * Sentences from reviews of films, products and restaurants with their sentiment, labelled by people (UCI Sentiment
 * Labelled Sentences, Kotzias and others 2015, CC BY 4.0), as the npm package `sentiment` has them among its fixtures.
 * In a random order, each sentence once.
 */
export function reviewSentences(): TaggedText[] {
  const folder = dirname(createRequire(import.meta.url).resolve('sentiment/package.json'))
  const found = new Map<string, number>()
  for (const name of ['amazon', 'imdb', 'yelp']) {
    const parts = JSON.parse(readFileSync(join(folder, 'test', 'fixtures', `${name}.json`), 'utf8')) as unknown
    for (const { text, class: label } of parts as { text: string; class: number }[]) found.set(text.trim(), label)
  }
  const sentences = [...found].filter(([text]) => text !== '').map(([text, label]) => ({ text, label }))
  const random = createRandom(1)
  for (let i = sentences.length - 1; i > 0; i--) {
    const other = random.integer(i + 1)
    const moved = sentences[i]!
    sentences[i] = sentences[other]!
    sentences[other] = moved
  }
  return sentences
}
