import { classify } from '../../../../operators/classify.ts'
import type { Model } from '../../../model/model.ts'
import { answerTicks } from '../../../pipeline/answer-ticks.ts'
import { describeClassified } from '../../predict/describe-classified.ts'
import { mostSigns, mostWriters, type TextDemo } from './text-demo.ts'
import { WrittenReview, type ReviewTick } from './written-review.ts'
import { Writers } from './writers.ts'

/** How positive a review sounds, after every word of it. */
export function reviewsDemo(model: Model): TextDemo {
  const { head, name } = model.spec
  if (head.kind !== 'label') throw new Error(`model "${name}" has no classes`)
  const { classes } = head
  const tagger = answerTicks(classify<ReviewTick>(model, { key: ({ key }) => key }))
  const writers = new Writers(mostWriters, (key) => new WrittenReview(key, (tick) => tagger.answer(tick).at(-1)!))
  return {
    name: 'reviews',
    title: 'Reviews',
    about: { model: name, fingerprint: model.fingerprint, classes },
    write(writer, text, done) {
      const answer = writers.of(writer).write(text.slice(0, mostSigns), done)
      const { tick: _, ...facts } = answer
      return { describe: () => describeClassified(answer, classes), facts, picks: [] }
    },
    close: () => tagger.close(),
  }
}
