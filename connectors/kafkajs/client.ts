/**
 * What is used of a kafkajs client, and nothing else: a `Kafka` of kafkajs 2 fits. Declared here, so that nobody who does
 * not use it needs its types.
 */
export interface KafkaLike {
  consumer(config: ConsumerSettings): ConsumerLike
  producer(config?: ProducerSettings): ProducerLike
  admin(): AdminLike
}

/** Options of kafkajs' `consumer` that are passed on. */
export interface ConsumerSettings {
  readonly groupId: string
  readonly sessionTimeout?: number
  readonly rebalanceTimeout?: number
  readonly heartbeatInterval?: number
  readonly maxBytesPerPartition?: number
  readonly maxWaitTimeInMs?: number
  readonly readUncommitted?: boolean
}

/** Options of kafkajs' `producer` that are passed on. */
export interface ProducerSettings {
  /** kafkajs' default partitions as the Java client does, and warns once that older versions did not. */
  readonly createPartitioner?: () => (arguments_: {
    topic: string
    partitionMetadata: { partitionId: number; leader: number }[]
    message: { key?: Buffer | string | null }
  }) => number
  readonly metadataMaxAge?: number
}

export interface MessageLike {
  readonly offset: string
  readonly timestamp: string
  readonly key: Buffer | null
  readonly value: Buffer | null
  readonly headers?: Readonly<Record<string, HeaderLike | undefined>>
}

export type HeaderLike = Buffer | string | (Buffer | string)[]

export interface OffsetLike {
  readonly partition: number
  readonly offset: string
}

export interface BatchPayload {
  readonly batch: {
    readonly topic: string
    readonly partition: number
    readonly highWatermark: string
    readonly messages: MessageLike[]
    lastOffset(): string
  }
  resolveOffset(offset: string): void
  heartbeat(): Promise<void>
  isRunning(): boolean
  isStale(): boolean
  commitOffsetsIfNecessary(offsets: {
    topics: { topic: string; partitions: { partition: number; offset: string }[] }[]
  }): Promise<void>
}

export interface ConsumerLike {
  connect(): Promise<void>
  disconnect(): Promise<void>
  subscribe(subscription: { topics: string[]; fromBeginning?: boolean }): Promise<void>
  run(config: {
    autoCommit: boolean
    eachBatchAutoResolve: boolean
    partitionsConsumedConcurrently: number
    eachBatch: (payload: BatchPayload) => Promise<void>
  }): Promise<void>
  seek(to: { topic: string; partition: number; offset: string }): void
  on(event: 'consumer.group_join', listener: (event: JoinEvent) => void): unknown
  on(event: 'consumer.crash', listener: (event: CrashEvent) => void): unknown
}

export interface JoinEvent {
  readonly payload: { readonly memberAssignment: Readonly<Record<string, number[]>> }
}

export interface CrashEvent {
  readonly payload: { readonly error: Error; readonly restart: boolean }
}

export interface AdminLike {
  connect(): Promise<void>
  disconnect(): Promise<void>
  fetchTopicOffsets(topic: string): Promise<(OffsetLike & { readonly high: string; readonly low: string })[]>
  fetchTopicOffsetsByTimestamp(topic: string, timestamp?: number): Promise<OffsetLike[]>
  fetchOffsets(options: {
    groupId: string
    topics: string[]
  }): Promise<{ readonly topic: string; readonly partitions: OffsetLike[] }[]>
}

export interface ProducerLike {
  connect(): Promise<void>
  disconnect(): Promise<void>
  send(record: {
    topic: string
    acks: number
    messages: { key: string; value: string; headers: Record<string, Buffer | string | (Buffer | string)[]> }[]
  }): Promise<unknown>
}
