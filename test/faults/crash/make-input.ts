import { createWriteStream } from 'node:fs'
import { once } from 'node:events'
import { createRandom } from '../../../src/numeric/random.ts'

export interface InputPlan {
  readonly path: string
  readonly ticks: number
  readonly keys: number
  readonly seed: number
}

/**
 * Writes NDJSON ticks of random walks: keys at random, prices with two decimals, and among them what streams bring
 * along: torn JSON, prices that are no number, late ticks, repeats, and zero prices (which fail inside the chain).
 */
export async function makeInput({ path, ticks, keys, seed }: InputPlan): Promise<void> {
  const random = createRandom(seed)
  const out = createWriteStream(path)
  const prices = Array.from({ length: keys }, () => 20 + 200 * random.next())
  let before = ''
  for (let i = 0; i < ticks; i++) {
    const key = Math.floor(random.next() * keys)
    prices[key]! *= 1 + 0.02 * (random.next() - 0.5)
    const chance = random.next()
    const time = 1_700_000_000_000 + 10 * i - (chance < 0.002 ? 3_600_000 : 0)
    let line = `{"key":"K${key}","time":${time},"id":${i},"price":${prices[key]!.toFixed(2)}}`
    if (chance > 0.998) line = line.slice(0, line.length / 2)
    else if (chance > 0.996) line = line.replace(/"price":.*/, '"price":"n/a"}')
    else if (chance > 0.994) line = line.replace(/"price":.*/, '"price":0}')
    else if (chance > 0.985) line = before
    before = line
    if (!out.write(`${line}\n`)) await once(out, 'drain')
  }
  out.end()
  await once(out, 'close')
}
