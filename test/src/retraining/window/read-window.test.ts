import { map, pipe, type Observable } from 'rxjs'
import { beforeAll, describe, expect, it } from 'vitest'
import * as memory from '../../../../connectors/memory/index.ts'
import { features, type Featured } from '../../../../operators/index.ts'
import { createModel } from '../../../../src/model/create-model.ts'
import { initialise } from '../../../../src/model/initialise.ts'
import { parseModelSpec } from '../../../../src/model/parse-model-spec.ts'
import { inputSize } from '../../../../src/model/spec.ts'
import { readWindow, type ReadWindow } from '../../../../src/retraining/window/read-window.ts'
import { decodeWindowSnapshot, encodeWindowSnapshot } from '../../../../src/retraining/window/window-snapshot.ts'
import { drive } from '../../../../src/testing/drive.ts'
import { changingStream, spec, type Price } from '../changing-stream.ts'

const model = createModel(parseModelSpec(spec), initialise(parseModelSpec(spec), 1))
const keys = ['a', 'b', 'c']
const log: memory.MemoryEntry<Price>[] = [...changingStream({ seed: 3, ticks: 2000, keys })]
// What serving refuses must not come back in training.
log.splice(700, 0, { key: 'a', value: { price: NaN }, eventTime: 400_000 })
log.splice(5000, 0, { key: 'b', value: { price: 99 }, eventTime: 5 }, { refuse: 'malformed', key: 'c' })

/** Bits of everything that the network is fed with and measured in, tick by tick. */
type Fed = { readonly key: string; readonly bits: string }
const bitsOf = (...numbers: readonly ArrayBufferView[]) =>
  numbers
    .map(({ buffer, byteOffset, byteLength }) => Buffer.from(buffer, byteOffset, byteLength).toString('hex'))
    .join()

const chain = (ticks: Observable<Price>) => ticks.pipe(features<Price>(model))
/** Of serving: a whole run with crashes and rebalances, whose operators are the same as in front of any network. */
async function fedInServing(): Promise<Fed[]> {
  const { outputs } = await drive<Price, string>({
    operators: pipe(
      chain,
      map(({ inputs, level, scale, ready }: Featured<Price>) =>
        bitsOf(inputs, Float64Array.of(level, scale), Uint8Array.of(ready ? 1 : 0)),
      ),
    ),
    entries: log,
    turnSize: 61,
    faults: { crashes: 3, rebalances: 2 },
  })
  return outputs.map(({ key, value }) => ({ key, bits: value }))
}
function fedInTraining({ window }: ReadWindow): Fed[] {
  const fed: Fed[] = []
  const size = inputSize(model.spec)
  for (const { key, inputs, levels, scales, flags, order } of window.keys) {
    order.forEach((place, i) => {
      const numbers = [inputs.subarray(i * size, (i + 1) * size), Float64Array.of(levels[i]!, scales[i]!)]
      fed[place] = { key, bits: bitsOf(...numbers, flags.slice(i, i + 1)) }
    })
  }
  return fed
}
const read = (entries: readonly memory.MemoryEntry<Price>[], more: Partial<Parameters<typeof readWindow<Price>>[0]>) =>
  readWindow<Price>({ source: memory.source({ entries, topic: 'driven' }), chain, model, windowTicks: 1500, ...more })

describe('the window of a retraining', () => {
  let served: Fed[]
  beforeAll(async () => {
    served = await fedInServing()
    expect(served).toHaveLength(6000)
  })

  it('holds what serving fed to the network, bit by bit', async () => {
    const whole = await read(log, {})
    expect(whole).toMatchObject({ exact: true, until: { 'driven/0': log.length } })
    expect(fedInTraining(whole)).toEqual(served.slice(-1500))
  })

  it('does so from the records that the last one kept, without what came before them', async () => {
    const first = await read(log.slice(0, 4000), {})
    expect(first.kept.offsets['driven/0']).toBeGreaterThan(1500)
    const kept = decodeWindowSnapshot(encodeWindowSnapshot(first.kept))
    const source = memory.source<Price>({ entries: log, topic: 'driven' })
    source.truncate(0, kept.offsets['driven/0']!)
    const second = await read([], { source, kept })
    expect(second.exact).toBe(true)
    expect(fedInTraining(second)).toEqual(served.slice(-1500))
  })

  it('says when the log does not reach back, and when the records are of other operators', async () => {
    const cut = () => {
      const source = memory.source<Price>({ entries: log, topic: 'driven' })
      source.truncate(0, 3000)
      return source
    }
    const late = await read([], { source: cut() })
    expect(late.exact).toBe(false)
    expect((await read([], { source: cut(), kept: late.kept })).exact).toBe(false)
    const foreign = { ...(await read(log, {})).kept, layout: 'others@1' }
    expect((await read([], { source: cut(), kept: foreign })).exact).toBe(false)
  })

  it('ends where it is told', async () => {
    const { window, until } = await read(log, { until: { 'driven/0': 600 } })
    expect(until).toEqual({ 'driven/0': 600 })
    expect(fedInTraining({ window } as ReadWindow)).toEqual(served.slice(0, 600))
  })

  it('stops when it is told', async () => {
    const reason = new Error('enough')
    await expect(read(log, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
  })
})
