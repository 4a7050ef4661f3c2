import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import { source } from '../../../connectors/kafka/index.ts'

it('gives up looking for its brokers when it is closed', async () => {
  let isReached = () => {}
  const reached = new Promise<void>((resolve) => (isReached = resolve))
  // Takes every connection, and ends it.
  const server = createServer((socket) => {
    socket.destroy()
    isReached()
  }).listen(0, '127.0.0.1')
  onTestFinished(() => void server.close())
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const waiting = source({ brokers: `127.0.0.1:${port}`, groupId: 'g', topic: 't', giveUpMs: 600_000 })
  const opening = expect(waiting.open()).rejects.toMatchObject({ code: 'SOURCE_FAILED' })
  await reached
  await waiting.close()
  await opening
}, 30_000)
