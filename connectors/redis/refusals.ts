import { TickwiseError } from '../../src/errors.ts'
import type { Snapshot } from '../../src/state/store.ts'
import { partitionId } from '../../src/stream/tick.ts'

/** Redis closes a connection that has sent it 1 GiB at once (client-query-buffer-limit). */
const maxSaveBytes = 512 * 1024 * 1024

/** The number a token begins with, as decimal text. Throws `CONFIG_INVALID`. */
export function parseGeneration(token: string): string {
  const generation = /^(\d{1,15}):/.exec(token)?.[1]
  if (generation !== undefined) return generation
  throw new TickwiseError('CONFIG_INVALID', {
    expected: 'a token like 12:nonce, which begins with its generation',
    received: JSON.stringify(token),
    action: 'Leave `generations` out when tokens have none.',
  })
}

/** Throws `LIMIT_EXCEEDED` for a snapshot that one transaction can't take. */
export function tooLarge({ partition, records, checkpoint }: Snapshot): void {
  let bytes = checkpoint.length
  for (const record of records) bytes += 3 * record.key.length + record.bytes.length
  if (bytes <= maxSaveBytes) return
  throw new TickwiseError('LIMIT_EXCEEDED', {
    expected: `at most ${maxSaveBytes} bytes in a save of partition ${partitionId(partition)}`,
    received: `${bytes} in ${records.length} records`,
    action: 'Save more often: lower `cache.maxDirty` or the save interval.',
  })
}
