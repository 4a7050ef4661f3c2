export { store } from './store.ts'
export {
  source,
  type MemoryEntry,
  type MemoryRefusal,
  type MemorySource,
  type MemorySourceOptions,
  type MemoryTick,
} from './source.ts'
export { acknowledgedSink, sink, type MemoryAcknowledgedSink, type MemorySink, type MemorySinkOptions } from './sink.ts'
export { reorder } from './reorder.ts'
export { transactionalSink, type MemoryTransactionalSink } from './transactional-sink.ts'
export { objects } from './objects.ts'
