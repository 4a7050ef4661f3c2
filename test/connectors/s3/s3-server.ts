import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

interface Held {
  readonly bytes: Buffer
  readonly writer: string
}

export interface S3Server {
  readonly endpoint: string
  /** The next write is done, and its answer lost. */
  loseNextAnswer(): void
  close(): Promise<void>
}

/**
 * As much of S3's protocol as the registry uses, in memory: no package that emulates S3 knows conditional writes. Pages of
 * lists are short, so that reading on is tested. With `conditional: false` it replaces objects, as old servers do.
 */
export async function startS3Server({ conditional = true } = {}): Promise<S3Server> {
  const held = new Map<string, Held>()
  let losing = false
  const server = createServer((request, response) => void answer(request, response))
  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url!, 'http://localhost')
    const key = decodeURIComponent(url.pathname.split('/').slice(2).join('/'))
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const object = held.get(key)
    const { method } = request
    if (method === 'PUT') {
      if (conditional && request.headers['if-none-match'] === '*' && object !== undefined) {
        return refuse(response, 412, 'PreconditionFailed')
      }
      held.set(key, { bytes: Buffer.concat(chunks), writer: String(request.headers['x-amz-meta-writer']) })
      if (losing) {
        losing = false
        return void response.destroy()
      }
      return void response.end()
    }
    if (method === 'DELETE') {
      held.delete(key)
      return void response.writeHead(204).end()
    }
    if (key === '') return list(url.searchParams, response)
    if (object === undefined) return refuse(response, 404, 'NoSuchKey')
    response.setHeader('x-amz-meta-writer', object.writer)
    response.setHeader('content-length', object.bytes.length)
    response.end(method === 'HEAD' ? undefined : object.bytes)
  }
  function list(query: URLSearchParams, response: ServerResponse): void {
    const after = query.get('continuation-token') ?? ''
    const all = [...held.keys()].filter((key) => key.startsWith(query.get('prefix') ?? '') && key > after).sort()
    const page = all.slice(0, 2)
    const next = all.length > page.length ? `<NextContinuationToken>${page.at(-1)}</NextContinuationToken>` : ''
    const contents = page.map((key) => `<Contents><Key>${key}</Key></Contents>`).join('')
    response.setHeader('content-type', 'application/xml')
    const truncated = `<IsTruncated>${next !== ''}</IsTruncated>`
    response.end(`<ListBucketResult>${truncated}${next}${contents}</ListBucketResult>`)
  }
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    loseNextAnswer: () => void (losing = true),
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

function refuse(response: ServerResponse, status: number, code: string): void {
  response.writeHead(status, { 'content-type': 'application/xml' })
  response.end(`<Error><Code>${code}</Code><Message>${code}</Message></Error>`)
}
