import type { fetchV17 } from '@platformatic/kafka'

export type { RecordsBatch } from '@platformatic/kafka'
export type FetchRequest = fetchV17.FetchRequest
export type FetchResponse = fetchV17.FetchResponse
export type FetchResponsePartition = fetchV17.FetchResponsePartition
export type FetchRequestTopic = fetchV17.FetchRequestTopic
