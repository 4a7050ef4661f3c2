import { Subject } from 'rxjs'
import { suggest } from '../../operators/suggest.ts'
import { createModel } from '../../src/model/create-model.ts'
import { initialise } from '../../src/model/initialise.ts'
import type { Model } from '../../src/model/model.ts'
import { createRandom, type Random } from '../../src/numeric/random.ts'
import { drive } from '../../src/testing/drive.ts'
import { parseNextOptions } from '../../src/training/language/next/next-options.ts'
import { nextSpec } from '../../src/training/language/next/next-spec.ts'
import type { Bench } from './bench.ts'

const words = 10_000
const users = 1000
const keystrokesEach = 12
const measured = 3000

interface Keystroke {
  readonly user: string
  readonly text: string
}

/** Skill plays no part in how long an answer takes, so the weights mean nothing. */
export const typing: Bench = {
  name: 'typing',
  about:
    'an LSTM of 256 under 10,000 words, the size that ships, a ranked list of five after each keystroke, spaces included. One ' +
    'user on a plain Observable; 1,000 users through a pipeline in memory, in turns of 1,024, records saved.',
  *figures() {
    const { model, type } = createProblem()
    const latencies = () => {
      const keystrokes = new Subject<string>()
      const subscription = keystrokes.pipe(suggest<string>(model)).subscribe()
      const random = createRandom(1)
      const times: number[] = []
      for (let n = 0; times.length < measured + 200; n++) {
        for (const sign of `${type(random)} `) {
          const begin = performance.now()
          keystrokes.next(sign)
          times.push(performance.now() - begin)
        }
      }
      subscription.unsubscribe()
      return times.slice(200).toSorted((a, b) => a - b)
    }
    const at = (share: number) => {
      const times = latencies()
      return times[Math.floor(share * times.length)]!
    }
    const common = { better: 'lower', unit: 'ms', rounds: 5, baselines: [] } as const
    yield { ...common, name: 'one user, a keystroke, median', value: () => at(0.5) }
    yield { ...common, name: 'one user, a keystroke, 99 of 100 within', value: () => at(0.99), limit: { atMost: 2 } }

    const random = createRandom(2)
    const typed = Array.from({ length: users }, () => {
      let text = ''
      while (text.length < keystrokesEach) text += `${type(random)} `
      return text
    })
    const entries = Array.from({ length: users * keystrokesEach }, (_, n) => {
      const user = String(n % users)
      return { key: user, value: { user, text: typed[n % users]![Math.floor(n / users)]! } }
    })
    yield {
      name: '1,000 users, through a pipeline',
      unit: 'keystrokes/s',
      better: 'higher',
      rounds: 3,
      limit: { atLeast: 5000 },
      baselines: [],
      async value() {
        const begin = performance.now()
        const { outputs } = await drive<Keystroke, unknown>({
          operators: (ticks) => ticks.pipe(suggest<Keystroke>(model)),
          entries,
          turnSize: 1024,
        })
        return (1000 * outputs.length) / (performance.now() - begin)
      },
    }
  },
}

function createProblem(): { model: Model; type: (random: Random) => string } {
  const random = createRandom(7)
  // As long as English words are, and as unevenly spread over the alphabet.
  const letters = 'eeeettttaaaooiinnsshhrrddllucmfwygpbvk'
  const vocabulary = new Set<string>()
  while (vocabulary.size < words) {
    const length = 2 + random.integer(8)
    vocabulary.add(Array.from({ length }, () => letters[random.integer(letters.length)]!).join(''))
  }
  const list = [...vocabulary]
  const spec = nextSpec(list, { silent: [] }, parseNextOptions({ name: 'bench', cell: 'lstm' }))
  return { model: createModel(spec, initialise(spec, 1)), type: (draw) => list[draw.integer(words)]! }
}
