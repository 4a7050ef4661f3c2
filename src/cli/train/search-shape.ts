import { availableParallelism } from 'node:os'
import type { Invocation } from '../command.ts'
import { createProgress } from '../progress.ts'
import type { Surroundings } from '../surroundings.ts'
import type { ForecasterShape } from './forecaster-spec.ts'
import { trainChoice, type TrainChoiceOptions } from './train-choice.ts'

/** Small on purpose: on a few thousand noisy values more choices find more luck. */
const tried = [
  { cell: 'gru', hidden: 16 },
  { cell: 'gru', hidden: 32 },
  { cell: 'gru', hidden: 64 },
  { cell: 'lstm', hidden: 32 },
] as const

/** Trains each shape and takes the one with the least loss on the validation stretch; the earlier one of equals. */
export async function searchShape(
  options: TrainChoiceOptions,
  { stderr, note }: Surroundings & Pick<Invocation<object>, 'note'>,
  quiet: boolean,
): Promise<ForecasterShape> {
  const { updates } = options
  const progress = createProgress({ stream: stderr, quiet, unit: 'updates', total: tried.length * updates })
  const losses = new Array<number>(tried.length).fill(Infinity)
  let next = 0
  const work = async () => {
    for (let n = next++; n < tried.length; n = next++) {
      let done = 0
      const { report } = await trainChoice({
        ...options,
        shape: { ...options.shape, ...tried[n] },
        onProgress(news) {
          progress.advance(news.updates - done, `| search, ${tried[n]!.cell} ${tried[n]!.hidden}`)
          done = news.updates
        },
      })
      progress.advance(updates - done)
      losses[n] = typeof report['validationLoss'] === 'number' ? report['validationLoss'] : Infinity
    }
  }
  try {
    await Promise.all(Array.from({ length: options.engine ? 1 : Math.min(tried.length, availableParallelism()) }, work))
  } finally {
    progress.close()
  }
  const best = tried[losses.indexOf(Math.min(...losses))]!
  note(`Best of ${tried.length} on the validation stretch: a ${best.cell.toUpperCase()} of ${best.hidden}.`)
  return { ...options.shape, ...best }
}
