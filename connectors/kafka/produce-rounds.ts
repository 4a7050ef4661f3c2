import type { CompressionAlgorithmValue } from '@platformatic/kafka'
import type { ClusterClient } from './cluster-client.ts'
import { produceBatches } from './produce-batches.ts'
import type { Sequences } from './sequences.ts'
import type { Placed } from './turn-batches.ts'

export interface ProduceOptions {
  readonly client: ClusterClient
  /** Null outside of transactions. */
  readonly transactionalId: string | null
  readonly timeoutMs: number
  readonly compression: CompressionAlgorithmValue
  readonly producerId: bigint
  readonly producerEpoch: number
}

/** Sends one round of batches after the other and awaits all replicas in sync. Throws what the client throws. */
export async function produceRounds(
  rounds: readonly (readonly Placed[])[],
  sequences: Sequences,
  { client, transactionalId, timeoutMs, compression, producerId, producerEpoch }: ProduceOptions,
): Promise<void> {
  for (const round of rounds) {
    const batches = round.map(({ topic, partition, batch }) => {
      const firstSequence = sequences.take(topic, partition, batch.count)
      const transactional = transactionalId !== null
      const of = { producerId, producerEpoch, firstSequence, timestamp: Date.now(), transactional, compression }
      return { topic, partition, batch: batch.seal(of) }
    })
    await produceBatches(client, transactionalId, timeoutMs, batches)
  }
}
