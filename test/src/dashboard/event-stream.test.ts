import { expect, test } from 'vitest'
import { streamUpdates } from '../../../src/dashboard/event-stream.ts'
import { createFrameSampler, newViewer } from '../../../src/dashboard/frame-sampler.ts'
import { randomWalk } from './random-walk.ts'

function createGate() {
  let open = () => {}
  const promise = new Promise<void>((resolve) => {
    open = resolve
  })
  return { promise, resolve: () => open() }
}

/** A client under the test's control: a write settles when the test says so, a pause ends when it says so. */
function createClient() {
  const written: string[] = []
  const naps: number[] = []
  let release = createGate()
  let arrived = createGate()
  return {
    aborted: false,
    written,
    naps,
    write(text: string) {
      written.push(text)
      arrived.resolve()
      return release.promise
    },
    sleep(ms: number) {
      naps.push(ms)
      return Promise.resolve()
    },
    /** Takes what was written and waits for the next write. */
    async take() {
      arrived = createGate()
      const before = release
      release = createGate()
      before.resolve()
      await arrived.promise
    },
  }
}

const options = { intervalMs: 100, heartbeatMs: 300, signal: new AbortController().signal }

test('a slow client gets what is newest when it is ready, and nothing is queued for it', async () => {
  const sampler = createFrameSampler({ keys: 3, points: 50, columns: 20, units: 8 })
  const client = createClient()
  const done = streamUpdates(client, sampler, newViewer(), options)
  sampler.publish([...randomWalk(['a'], 1, 8)][0]!)
  await client.take()
  expect(client.written).toHaveLength(2)
  for (const frame of randomWalk(['a'], 5000, 8)) sampler.publish(frame)
  await Promise.resolve()
  expect(client.written).toHaveLength(2)
  await client.take()
  expect(client.written).toHaveLength(3)
  const data = /data: (.*)\n/.exec(client.written[2] ?? '')?.[1] ?? '{}'
  expect(JSON.parse(data)).toMatchObject({ key: { series: { first: 4951 } } })
  expect(data.length).toBeLessThan(8000)
  client.aborted = true
  void client.take()
  await done
})

test('messages are an interval apart, and a silent line gets a sign of life', async () => {
  const client = createClient()
  const done = streamUpdates(client, createFrameSampler(), newViewer(), options)
  await client.take()
  await client.take()
  expect(client.naps).toEqual([100, 100, 100])
  expect(client.written).toHaveLength(3)
  expect(client.written[2]).toBe(': still here\n\n')
  client.aborted = true
  void client.take()
  await done
})
