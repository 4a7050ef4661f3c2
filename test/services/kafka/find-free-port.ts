import { createServer, type AddressInfo } from 'node:net'

/** A port that is free now, and so is the next one. */
export async function findFreePort(): Promise<number> {
  for (;;) {
    const port = await listenOnce(0)
    if (port < 65_000 && (await listenOnce(port + 1).catch(() => undefined)) !== undefined) return port
  }
}

function listenOnce(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.on('error', reject)
    server.listen(port, '127.0.0.1', () => {
      const { port: found } = server.address() as AddressInfo
      server.close(() => resolve(found))
    })
  })
}
