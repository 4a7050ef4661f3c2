import { readFileSync } from 'node:fs'
import type { TaggedText } from '../../../src/training/language/tagging/tagged-text.ts'
import { dataFile } from './data-file.ts'

/** Sentences of film reviews (Pang and Lee 2005), in the split of TextGCN. */
export function movieReviews(part: 'train' | 'test'): TaggedText[] {
  const lines = (kind: string): string[] =>
    readFileSync(dataFile('mr_textgcn', `${kind}_${part}.txt`), 'latin1')
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '')
  const labels = lines('label')
  return lines('text').map((text, i) => ({ text, label: Number(labels[i]) }))
}
