/** Numbers of the protocol's requests that a turn is committed by, in their order. */
export const apiKeys = { produce: 0, addPartitions: 24, txnOffsetCommit: 28, endTxn: 26 } as const
