import { TickwiseError } from '../../src/errors.ts'
import { Bell } from '../../src/stream/bell.ts'
import { collectBatch } from '../../src/stream/collect-batch.ts'
import { parseOptions } from '../../src/stream/parse-options.ts'
import type { ReadOptions, Source, SourceEvent } from '../../src/stream/source.ts'
import { TickFeed, type FeedState } from '../../src/stream/tick-feed.ts'
import type { TickCollection } from '../../src/stream/tick-reader.ts'
import { partitionId, type Partition } from '../../src/stream/tick.ts'
import { FileChunks } from './file-chunks.ts'
import { identityBytes, identityOf, openInputFile, type InputFile } from './input-file.ts'
import { sourceOptionsSchema, type FileSourceOptions, type SourceSettings } from './source-options.ts'

interface OpenFile<T> {
  readonly file: InputFile
  position: number
  ended: boolean
  /** Of all offsets past the bytes that count for it. */
  identity: Promise<string> | undefined
  reading: { readonly chunks: FileChunks; readonly feed: TickFeed<T> } | undefined
}

/**
 * CSV and JSON lines from files, gzip or not. An offset is the byte offset of a line's start, after decompression.
 * Several files are read one after another; followed ones in turn. Errors at open: `CONFIG_INVALID`, `INPUT_INVALID`.
 */
export function source<T = unknown>(options: FileSourceOptions<T>): Source<T> {
  return new FileSource<T>(parseOptions(sourceOptionsSchema, options, 'file.source'))
}

class FileSource<T> implements Source<T> {
  readonly name = 'file'
  readonly replayable = true
  readonly #settings: SourceSettings
  readonly #files = new Map<string, OpenFile<T>>()
  readonly #bell = new Bell()
  #assigned = false
  #turn = 0

  constructor(settings: SourceSettings) {
    this.#settings = settings
  }

  async open(): Promise<void> {
    this.#assigned = false
    for (const [index, path] of this.#settings.path.entries()) {
      const file = await openInputFile(path, index, this.#settings)
      const start = { position: 0, ended: false, reading: undefined, identity: undefined }
      this.#files.set(partitionId(file.partition), { file, ...start })
    }
  }

  async read(options: ReadOptions): Promise<SourceEvent<T>> {
    if (!this.#assigned) {
      this.#assigned = true
      return {
        type: 'assigned',
        generation: 1,
        partitions: [...this.#files.values()].map(({ file }) => file.partition),
      }
    }
    const eager = this.#settings.follow
    return collectBatch<T>({ fill: (...to) => this.#fill(...to), bell: this.#bell, eager }, options)
  }

  async seek(partition: Partition, offset: number): Promise<void> {
    const open = this.#find(partition)
    await open.reading?.chunks.close()
    open.reading = undefined
    open.position = offset
    open.ended = false
  }

  startOffset(partition: Partition): Promise<number> {
    this.#find(partition)
    return Promise.resolve(0)
  }

  identity(partition: Partition, offset: number): Promise<string> {
    const open = this.#find(partition)
    return offset < identityBytes ? identityOf(open.file, offset) : (open.identity ??= identityOf(open.file, offset))
  }

  async close(): Promise<void> {
    for (const { reading } of this.#files.values()) await reading?.chunks.close()
    this.#files.clear()
  }

  #fill(maxTicks: number, into: TickCollection<T>, next: Map<string, number>): FeedState {
    const { follow } = this.#settings
    const files = [...this.#files.entries()]
    // A followed file that never pauses must not keep the others waiting, so each read begins with another one.
    const first = follow ? this.#turn++ % files.length : 0
    let result: FeedState = 'ended'
    for (const [id, open] of [...files.slice(first), ...files.slice(0, first)]) {
      if (open.ended) continue
      const { feed, chunks } = (open.reading ??= this.#start(open))
      const state = feed.fill(maxTicks, into)
      open.position = feed.nextOffset
      next.set(id, open.position)
      if (state === 'full') return 'full'
      if (state === 'waiting') {
        result = 'waiting'
        // Files that end are read in their order, whatever the turn's size, so that outputs keep theirs.
        if (!follow) return result
      } else {
        open.ended = true
        void chunks.close()
      }
    }
    return result
  }

  #start({ file, position }: OpenFile<T>): { chunks: FileChunks; feed: TickFeed<T> } {
    const { follow, pollMs, maxLineBytes } = this.#settings
    const { path, gzip, partition, parser } = file
    const chunks = new FileChunks({ path, gzip, offset: position, followMs: follow ? pollMs : undefined })
    const feed = new TickFeed<T>(
      () => chunks.pull(),
      { partition, parser, maxLineBytes, offset: position },
      () => this.#bell.ring(),
    )
    return { chunks, feed }
  }

  #find(partition: Partition): OpenFile<T> {
    const found = this.#files.get(partitionId(partition))
    if (found !== undefined) return found
    throw new TickwiseError('INPUT_INVALID', {
      expected: `one of the files ${[...this.#files.keys()].join(', ')}`,
      received: partitionId(partition),
      action: 'Open the source with that file, or reset the checkpoint that names it.',
    })
  }
}
