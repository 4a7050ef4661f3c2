import { createHash } from 'node:crypto'
import { open } from 'node:fs/promises'
import { basename } from 'node:path'
import { TickwiseError } from '../../src/errors.ts'
import { createRecordParser } from '../../src/stream/create-record-parser.ts'
import { LineReader } from '../../src/stream/line-reader.ts'
import type { RecordFormat } from '../../src/stream/record-options.ts'
import type { RecordParser } from '../../src/stream/record-parser.ts'
import type { Partition } from '../../src/stream/tick.ts'
import { FileChunks } from './file-chunks.ts'
import type { SourceSettings } from './source-options.ts'

/** How many bytes tell one input from another. */
export const identityBytes = 4096

/** One file of a source, as found at open: what it is and how its lines are read. */
export interface InputFile {
  readonly path: string
  readonly partition: Partition
  readonly gzip: boolean
  readonly parser: RecordParser
}

/** Looks at a file before anything is read from it. Errors: `INPUT_INVALID`, `CONFIG_INVALID`. */
export async function openInputFile(path: string, index: number, settings: SourceSettings): Promise<InputFile> {
  const name = basename(path)
  const format = settings.format ?? formatOf(path)
  const parser = createRecordParser(format, settings, path, name.replace(/(\.\w+)?(\.gz)?$/i, '') || name)
  await parser.load()
  const gzip = await isGzip(path)
  if (format === 'csv') await readHeader({ path, gzip, parser, maxLineBytes: settings.maxLineBytes })
  return { path, partition: { topic: settings.topic ?? name, partition: index }, gzip, parser }
}

/** SHA-256 of the first bytes up to `offset`, and how many they were. */
export async function identityOf({ path, gzip }: Pick<InputFile, 'path' | 'gzip'>, offset: number): Promise<string> {
  const wanted = Math.min(offset, identityBytes)
  const head = (await readHead(path, gzip, wanted)).subarray(0, wanted)
  return `sha256:${createHash('sha256').update(head).digest('hex')}/${head.length}`
}

function formatOf(path: string): RecordFormat {
  const extension = /\.(\w+)(?:\.gz)?$/i.exec(path)?.[1]?.toLowerCase()
  if (extension === 'csv' || extension === 'tsv') return 'csv'
  if (extension === 'ndjson' || extension === 'jsonl' || extension === 'json') return 'ndjson'
  throw new TickwiseError('CONFIG_INVALID', {
    expected: 'a file that ends in .csv, .tsv, .ndjson or .jsonl, with or without .gz',
    received: path,
    action: `Give its format: 'csv' or 'ndjson'.`,
  })
}

async function isGzip(path: string): Promise<boolean> {
  try {
    const handle = await open(path, 'r')
    try {
      if (!(await handle.stat()).isFile()) throw new Error('not a regular file')
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(2), 0, 2, 0)
      return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b
    } finally {
      await handle.close()
    }
  } catch (cause) {
    throw new TickwiseError('INPUT_INVALID', {
      expected: `a file that can be read at ${path}`,
      received: cause instanceof Error ? cause.message : String(cause),
      action: 'Check the path; for a pipe, read standard input instead.',
      cause,
    })
  }
}

async function readHead(path: string, gzip: boolean, wanted: number): Promise<Buffer> {
  const chunks = new FileChunks({ path, gzip, offset: 0, followMs: undefined })
  const parts: Buffer[] = []
  try {
    for (let length = 0; length < wanted;) {
      const chunk = await chunks.pull()
      if (chunk === undefined) break
      parts.push(chunk)
      length += chunk.length
    }
  } finally {
    await chunks.close()
  }
  return Buffer.concat(parts)
}

interface HeaderInput {
  readonly path: string
  readonly gzip: boolean
  readonly parser: RecordParser
  readonly maxLineBytes: number
}

/** The first row tells the columns, wherever reading begins. An empty file has none yet, and needs none. */
async function readHeader({ path, gzip, parser, maxLineBytes }: HeaderInput): Promise<void> {
  const chunks = new FileChunks({ path, gzip, offset: 0, followMs: undefined })
  const lines = new LineReader({ maxLineBytes, offset: 0, delimiters: parser.delimiters })
  try {
    for (let ended = false; ;) {
      const kind = lines.next()
      if (kind === 'more') {
        if (ended) return
        const chunk = await chunks.pull()
        if (chunk === undefined) lines.end()
        else lines.push(chunk)
        ended = chunk === undefined
        continue
      }
      const text = kind === 'line' ? lines.text() : undefined
      if (text === undefined) throw notText(path)
      if (text === '') continue
      parser.parse(text, lines.offset)
      return
    }
  } finally {
    await chunks.close()
  }
}

function notText(path: string): TickwiseError {
  return new TickwiseError('INPUT_INVALID', {
    expected: `a first row of UTF-8 text in ${path}`,
    received: 'bytes that are not UTF-8, or a row that does not end',
    action: 'Convert the file to UTF-8 CSV.',
  })
}
