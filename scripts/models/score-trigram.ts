import type { NextScores } from '../../src/training/language/next/score-next.ts'
import { KneserNey } from './kneser-ney.ts'

/** Perplexity and hits of a Kneser-Ney trigram on a text that it never saw. */
export function scoreTrigram(train: Int32Array, valid: Int32Array, vocabulary: number): NextScores {
  const model = new KneserNey(train, vocabulary)
  const chances = new Float64Array(vocabulary)
  let [loss, words, first, three] = [0, 0, 0, 0]
  for (let i = 2; i < valid.length; i++) {
    model.after(valid[i - 2]!, valid[i - 1]!, chances)
    const own = chances[valid[i]!]!
    let better = 0
    for (let word = 0; word < vocabulary; word++) if (chances[word]! > own) better++
    loss -= Math.log(own)
    words++
    if (better === 0) first++
    if (better < 3) three++
  }
  return { words, perplexity: Math.exp(loss / words), top1: first / words, top3: three / words }
}
