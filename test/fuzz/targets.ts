import type { FuzzTarget } from './fuzz-target.ts'
import { http } from './http.ts'
import { keyRecord } from './key-record.ts'
import { modelFile } from './model-file.ts'
import { csvTicks, ndjsonTicks } from './ticks.ts'

/** Everything that reads bytes of strangers. */
export const targets: readonly FuzzTarget[] = [modelFile, keyRecord, ndjsonTicks, csvTicks, http]
