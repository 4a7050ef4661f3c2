import { randomUUID } from 'node:crypto'
import { TickwiseError } from '../../src/errors.ts'
import { checkObjectName } from '../../src/registry/object-name.ts'
import type { ObjectStore } from '../../src/registry/object-store.ts'
import { loadClient } from './load-client.ts'
import { parseOptions, type S3Options } from './options.ts'

/** A name that no object has. */
const probe = '.conditional-writes'

/**
 * Write-once objects in a bucket of S3, or of a storage that speaks its protocol and refuses a write with `If-None-Match`
 * when the name is taken (Amazon S3, MinIO, Cloudflare R2, Ceph). Needs the package @aws-sdk/client-s3. Throws
 * `CONFIG_INVALID`, also for a storage that would replace objects, and `STORE_FAILED`.
 */
export async function objects(options: S3Options): Promise<ObjectStore> {
  const { bucket: Bucket, prefix, region, endpoint, credentials } = parseOptions(options)
  const s3 = await loadClient()
  const place = `s3://${Bucket}/${prefix}`
  const client = new s3.S3Client({
    region,
    // Storages of others know neither hosts named after buckets nor the newer checksums.
    ...(endpoint !== undefined && { endpoint, forcePathStyle: true }),
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    ...(credentials && { credentials }),
  })
  const guarded = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work()
    } catch (error) {
      if (error instanceof TickwiseError) throw error
      throw failed(place, error)
    }
  }
  async function put(name: string, bytes: Uint8Array): Promise<boolean> {
    // A request whose answer was lost is sent again: the writer tells our own object from another's.
    const writer = randomUUID()
    const Key = prefix + name
    for (;;) {
      try {
        const Metadata = { writer }
        await client.send(new s3.PutObjectCommand({ Bucket, Key, Body: bytes, IfNoneMatch: '*', Metadata }))
        return true
      } catch (error) {
        const status = statusOf(error)
        // Two wrote at once, and S3 did not decide: ask again.
        if (status === 409) continue
        if (status !== 412) throw error
        const held = await client.send(new s3.HeadObjectCommand({ Bucket, Key }))
        return held.Metadata?.['writer'] === writer
      }
    }
  }
  try {
    await guarded(async () => {
      if ((await put(probe, new Uint8Array(0))) && (await put(probe, new Uint8Array(0)))) throw replaces(place)
    })
  } catch (error) {
    client.destroy()
    throw error
  }
  return {
    place,
    create: (name, bytes) => guarded(() => put(checkObjectName(name), bytes)),
    read: (name) =>
      guarded(async () => {
        try {
          const { Body } = await client.send(new s3.GetObjectCommand({ Bucket, Key: prefix + checkObjectName(name) }))
          return await Body!.transformToByteArray()
        } catch (error) {
          if (error instanceof s3.NoSuchKey) return undefined
          throw error
        }
      }),
    list: (start) =>
      guarded(async () => {
        const names: string[] = []
        for await (const { Contents = [] } of s3.paginateListObjectsV2(
          { client },
          { Bucket, Prefix: prefix + start },
        )) {
          for (const { Key = '' } of Contents) names.push(Key.slice(prefix.length))
        }
        return names.filter((name) => name !== probe).sort()
      }),
    remove: (name) =>
      guarded(async () => {
        await client.send(new s3.DeleteObjectCommand({ Bucket, Key: prefix + checkObjectName(name) }))
      }),
    async close() {
      client.destroy()
    },
  }
}

function statusOf(error: unknown): number | undefined {
  return (error as { readonly $metadata?: { readonly httpStatusCode?: number } } | null)?.$metadata?.httpStatusCode
}

function failed(place: string, cause: unknown): TickwiseError {
  const said = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause)
  return new TickwiseError('STORE_FAILED', {
    expected: `the storage ${place} to answer`,
    received: said,
    action: 'Check bucket, region, endpoint and credentials, and that the storage is up.',
    cause,
  })
}

function replaces(place: string): TickwiseError {
  return new TickwiseError('CONFIG_INVALID', {
    expected: `${place} to refuse a write with If-None-Match when the name is taken`,
    received: 'a storage that replaced the object',
    action: 'Use a storage with conditional writes, or keep the registry in a folder, SQLite or Redis.',
  })
}
