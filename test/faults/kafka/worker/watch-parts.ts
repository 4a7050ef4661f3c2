import { isTickwiseError } from '../../../../src/errors.ts'
import type { Store } from '../../../../src/state/store.ts'
import type { LogSource } from '../../../../src/stream/log-source.ts'
import type { TransactionalSink } from '../../../../src/stream/sink.ts'
import { partitionId } from '../../../../src/stream/tick.ts'
import { monotonicMs, noteEvent, type WorkerEvent } from './event-log.ts'
import type { Failpoints } from './failpoints.ts'

export interface Watch {
  readonly worker: string
  readonly eventFile: string
  readonly points: Failpoints
}

type Refused = Extract<WorkerEvent, { type: 'refused' }>['what']

/** The methods of an object, bound to it, so that some can be replaced. */
export function methodsOf<T extends object>(inner: T): T {
  return new Proxy(inner, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target)
      return typeof value === 'function' ? (value.bind(target) as unknown) : value
    },
  })
}

/** Replaces methods of an object that keep its state in private fields. */
export function replaceMethods<T extends object>(inner: T, methods: Partial<T>): T {
  const bound = methodsOf(inner)
  return new Proxy(bound, {
    get: (target, name) =>
      Object.hasOwn(methods, name) ? (Reflect.get(methods, name) as unknown) : (Reflect.get(target, name) as unknown),
  })
}

/** Stops at the failpoints that are nearest to the store, inside of a planted mutation. */
export function pausingStore(inner: Store, points: Failpoints): Store {
  return replaceMethods<Store>(inner, {
    async claim(partition, token) {
      const stored = await inner.claim(partition, token)
      await points.pass('store:claimed')
      return stored
    },
    async save(token, snapshots) {
      await inner.save(token, snapshots)
      await points.pass('store:saved')
    },
  })
}

/** Notes claims, accepted saves and refusals, and stops before a save. */
export function watchStore(inner: Store, { worker, eventFile, points }: Watch): Store {
  const refused = async <R>(what: Refused, call: Promise<R>): Promise<R> => {
    try {
      return await call
    } catch (error) {
      if (isTickwiseError(error, 'STORE_FENCED')) noteEvent(eventFile, { type: 'refused', worker, what })
      throw error
    }
  }
  return replaceMethods<Store>(inner, {
    async claim(partition, token) {
      const sentAt = monotonicMs()
      const stored = await refused('claim', inner.claim(partition, token))
      const answeredAt = monotonicMs()
      noteEvent(eventFile, { type: 'claimed', worker, token, partition: partitionId(partition), sentAt, answeredAt })
      return stored
    },
    load: (partition, token, keys) => refused('load', inner.load(partition, token, keys)),
    async save(token, snapshots) {
      await points.pass('store:save')
      const sentAt = monotonicMs()
      await refused('save', inner.save(token, snapshots))
      const answeredAt = monotonicMs()
      for (const { partition } of snapshots) {
        noteEvent(eventFile, { type: 'saved', worker, token, partition: partitionId(partition), sentAt, answeredAt })
      }
    },
  })
}

export function watchSink<T>(inner: TransactionalSink<T>, { worker, eventFile, points }: Watch): TransactionalSink<T> {
  return replaceMethods<TransactionalSink<T>>(inner, {
    async commit(turn) {
      await points.pass('sink:commit')
      const outcome = await inner.commit(turn)
      if (outcome === 'refused') noteEvent(eventFile, { type: 'refused', worker, what: 'commit' })
      await points.pass('sink:committed')
      return outcome
    },
  })
}

export function watchSource<T>(inner: LogSource<T>, { worker, eventFile, points }: Watch): LogSource<T> {
  let assigned = -1
  return replaceMethods<LogSource<T>>(inner, {
    async committed(partitions) {
      const offsets = await inner.committed(partitions)
      noteEvent(eventFile, { type: 'positioned', worker })
      return offsets
    },
    async read(options) {
      // Only read again once the assignment was recovered from.
      if (assigned >= 0) noteEvent(eventFile, { type: 'recovered', worker, partitions: assigned })
      assigned = -1
      await points.pass('source:read')
      const event = await inner.read(options)
      if (event.type === 'assigned') assigned = event.partitions.length
      return event
    },
  })
}
