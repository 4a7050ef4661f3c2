import { afterEach, describe, expect, it } from 'vitest'
import { objects } from '../../../connectors/s3/index.ts'
import { loadClient } from '../../../connectors/s3/load-client.ts'
import type { ObjectStore } from '../../../src/registry/object-store.ts'
import { objectStoreContract } from '../../../src/testing/contracts/object-store-contract.ts'
import { startS3Server, type S3Server } from './s3-server.ts'

const credentials = { accessKeyId: 'key', secretAccessKey: 'secret' }
const open = ({ endpoint }: Pick<S3Server, 'endpoint'>) => objects({ bucket: 'models', endpoint, credentials })

objectStoreContract('S3', async () => {
  const server = await startS3Server()
  const [held, other] = [await open(server), await open(server)]
  return { objects: held, reopen: () => other, dispose: () => server.close() }
})

describe('objects in S3', () => {
  let server: S3Server | undefined
  let held: ObjectStore | undefined
  afterEach(async () => {
    await held?.close()
    await server?.close()
    held = server = undefined
  })

  it('know their own write again when its answer was lost', async () => {
    server = await startS3Server()
    held = await open(server)
    server.loseNextAnswer()
    expect(await held.create('decisions/1.json', Buffer.from('mine'))).toBe(true)
    expect(await held.create('decisions/1.json', Buffer.from('again'))).toBe(false)
  })

  it('refuse a storage that would replace them', async () => {
    server = await startS3Server({ conditional: false })
    await expect(open(server)).rejects.toMatchObject({ code: 'CONFIG_INVALID' })
  })

  it('say that the storage does not answer', async () => {
    server = await startS3Server()
    held = await open(server)
    await server.close()
    await expect(held.read('decisions/1.json')).rejects.toMatchObject({ code: 'STORE_FAILED' })
    server = undefined
  })

  it('name every bad option, and no secret', async () => {
    const bad = objects({
      bucket: 'x',
      prefix: '/a',
      endpoint: 'nowhere',
      credentials: { ...credentials, accessKeyId: '' },
    })
    await expect(bad).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      received: expect.stringMatching(/bucket: .*prefix: .*endpoint: .*credentials\.accessKeyId: /),
    })
    await expect(bad).rejects.not.toThrow(credentials.secretAccessKey)
  })

  it('say how to install the client that is missing', async () => {
    await expect(loadClient(() => Promise.reject(new Error('Cannot find package')))).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      action: expect.stringContaining('npm install @aws-sdk/client-s3'),
    })
  })
})
