import { Redis } from 'ioredis'

/** Removes all that a store with this prefix has left on a server that may not be ours alone. */
export async function removeNames(url: string, prefix: string): Promise<void> {
  const client = new Redis(url)
  const names = await client.keys(`*${prefix}*`)
  if (names.length > 0) await client.unlink(...names)
  client.disconnect()
}
