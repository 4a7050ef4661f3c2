import { expect, test } from 'vitest'
import * as memory from '../../../connectors/memory/index.ts'
import { scanByKey } from '../../../operators/index.ts'
import { pipeline, run } from '../../../src/index.ts'

const never = () => new Promise<void>(() => undefined)

/** A pipeline of which one part waits for its server, and what was done with that part. */
function waitingFor(part: 'source' | 'state') {
  const calls: string[] = []
  const stop = new AbortController()
  const parts = { source: memory.source<number>({ entries: [{ key: 'a', value: 1 }] }), state: memory.store() }
  const close = parts[part].close.bind(parts[part])
  Object.assign(parts[part], {
    open() {
      calls.push('open')
      stop.abort()
      return never()
    },
    close() {
      calls.push('close')
      return close()
    },
  })
  const sink = memory.sink<number>()
  const waiting = pipeline({ ...parts, sink, operators: (ticks) => ticks.pipe(scanByKey((n: number) => n + 1, 0)) })
  return { run: () => run(waiting, { signal: stop.signal }), calls, sink }
}

test.each(['source', 'state'] as const)('a stop while the %s waits for its server ends the run', async (part) => {
  const waiting = waitingFor(part)
  await expect(waiting.run()).resolves.toMatchObject({ ticks: 0, ended: false })
  expect(waiting.calls).toEqual(['open', 'close'])
  expect(waiting.sink.outputs).toEqual([])
})
