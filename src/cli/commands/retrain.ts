import { InvalidArgumentError } from 'commander'
import type { Command } from '../command.ts'
import { positiveNumber, wholeNumber } from '../parse-number.ts'
import type { RetrainChoice } from '../retrain/retrain-choice.ts'
import { addSeriesOptions } from '../train/series-options.ts'

type RetrainLine = Partial<Omit<RetrainChoice, 'path' | 'json'>> & Pick<RetrainChoice, 'registry' | 'target'>

const most = 100_000_000

export const retrain: Command<RetrainLine> = {
  examples: [
    'tickwise retrain prices.csv --registry registry',
    'tickwise retrain prices.csv --window 20000 --updates 1000 --propose',
    'tickwise retrain --pipeline pipeline.ts --json',
  ],
  configure(line) {
    addSeriesOptions(
      line
        .description(
          'One retraining, for cron or a Kubernetes job: trains a challenger that begins with the champion, replays the newest stretch, ' +
            'which training did not see, by both as they are served, and promotes the challenger when a paired test says that ' +
            'it is better by a margin. Every decision is in the registry, with its reason: tickwise models history. One at a time: while ' +
            'another one runs, it leaves with 1.',
        )
        .argument('[data]', 'values by key and time, .csv or .ndjson, gzip or not; read whole'),
    )
      .option('--pipeline <file>', 'a pipeline with `retrain`: its log, its operators, its registry')
      .option('--registry <place>', 'folder, SQLite file, redis://host:port or s3://bucket/prefix', 'registry')
      .option('--window <ticks>', 'the newest ticks that it learns from and is judged on', wholeNumber(100, most))
      .option('--held-out <part>', 'newest part of them, on which it is judged', parsePart)
      .option('--updates <n>', 'gradient steps at most', wholeNumber(1, 10_000_000))
      .option('--margin <part>', "part of the champion's loss that it must save", parsePart)
      .option('--minimum-ticks <n>', 'held-out ticks below which nobody is promoted', wholeNumber(1, most))
      .option('--fresh', "begin with new weights, not with the champion's")
      .option('--propose', 'a better one becomes the challenger, not the champion')
      .option('--seed <n>', 'of the order of the data, and of new weights', wholeNumber(0, 0xffff_ffff))
      .option('--share <part>', "part of a core's time that it may take, up to 1", positiveNumber)
      .option('--reason <words>', 'why, for the history')
  },
  async run({ operands, options, surroundings, print, note }) {
    const { runRetrain } = await import('../retrain/run-retrain.ts')
    const { fresh = false, propose = false, json = false } = options
    const { pipeline, reason, window, heldOut, updates, margin, minimumTicks, seed, share } = options
    const rest = { pipeline, reason, window, heldOut, updates, margin, minimumTicks, seed, share }
    return runRetrain(
      { ...options, ...rest, path: operands[0], fresh, propose, json },
      { ...surroundings, print, note },
    )
  },
}

function parsePart(text: string): number {
  const value = Number(text)
  if (value > 0 && value < 1) return value
  throw new InvalidArgumentError('Expected a number between 0 and 1, such as 0.2.')
}
