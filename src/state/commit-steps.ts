/** Every place where a crash may come between two durable effects, in the order they are reached. */
export const commitSteps = [
  'claimed', // the partition is ours; its checkpoint is read
  'outputs-cut', // outputs past the checkpoint are gone, transactions of former owners are ended
  'start-recorded', // where a first run starts, or who owns the partition, is durable before anything else
  'turn-computed', // in memory only
  'transaction-committed', // transactional sinks: outputs, dead letters and offsets at once
  'outputs-appended', // other sinks: not yet durable
  'dead-letters-appended',
  'outputs-synced', // durable, but past the mark of the checkpoint
  'dead-letters-synced',
  'saved', // records, offset and marks: one transaction of the store
  'swap-decided', // another model is to serve from the position on; nothing of it is durable
  'swap-recorded', // the checkpoint at that position names it
  'records-restored', // the records of the last swap are the checkpoint again
] as const
/** Those that only a chain with models to be swapped reaches. */
export const swapSteps: readonly CommitStep[] = ['swap-decided', 'swap-recorded', 'records-restored']
export type CommitStep = (typeof commitSteps)[number]
