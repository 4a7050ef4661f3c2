import { deadLetterSink } from '../../connectors/file/index.ts'
import * as memory from '../../connectors/memory/index.ts'
import { store as sqliteStore } from '../../connectors/sqlite/index.ts'
import type { Store } from '../state/store.ts'
import type { DeadLetter } from '../stream/dead-letter.ts'
import type { Sink } from '../stream/sink.ts'
import { modelFiles } from './model-files.ts'
import type { ModelSource } from './spec.ts'

/** An embedded SQLite store in the folder `state/<pipeline>`. */
export function defaultStore(pipeline: string): Store {
  return sqliteStore(`state/${pipeline}`)
}

/** A file in the working folder; in memory where the outputs are. */
export function defaultDeadLetters(pipeline: string, { name }: Sink<never>): Sink<DeadLetter> {
  return name === 'memory' ? memory.sink<DeadLetter>() : deadLetterSink({ path: `${pipeline}.dead-letters.ndjson` })
}

export function defaultModels(): ModelSource {
  return modelFiles('models')
}
