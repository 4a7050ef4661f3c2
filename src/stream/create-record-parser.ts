import { TickwiseError } from '../errors.ts'
import { CsvParser } from './csv-parser.ts'
import { NdjsonParser } from './ndjson-parser.ts'
import type { RecordFormat, RecordSettings } from './record-options.ts'
import type { RecordParser } from './record-parser.ts'

/** A parser for one input. `where` names it in messages; `defaultKey` is the key where the input has only one. */
export function createRecordParser(
  format: RecordFormat,
  settings: RecordSettings,
  where: string,
  defaultKey: string,
): RecordParser {
  if (format === 'csv') return new CsvParser(settings, where, defaultKey)
  if (settings.preset !== undefined) {
    throw new TickwiseError('CONFIG_INVALID', {
      expected: 'a preset with CSV only',
      received: `preset ${settings.preset} for JSON lines`,
      action: 'Map the properties with `columns`, as in { key: "symbol", close: "close" }.',
    })
  }
  return new NdjsonParser(settings, defaultKey)
}
