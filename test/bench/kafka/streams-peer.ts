import { execFileSync, spawn, type ExecFileSyncOptions } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { createRandom } from '../../../src/numeric/random.ts'
import type { Services } from './services.ts'
import { partitions, topicTicks } from './topic.ts'

const folder = join(import.meta.dirname, '..', 'peers', 'kafka-streams')

/** Kafka Streams in a JVM of its own, which stays warm from pass to pass. */
export interface StreamsPeer {
  /** Ticks a second over the whole topic. */
  readonly rate: (threads: number) => Promise<number>
  close(): void
}

export async function startStreamsPeer({ brokers, folder: data }: Services, topic: string): Promise<StreamsPeer> {
  build()
  const weights = join(data, 'weights')
  await writeFile(weights, randomWeights())
  const states = join(data, 'states')
  await mkdir(states)
  const parameters = [brokers, topic, String(topicTicks), String(partitions), weights, states]
  const child = spawn('java', ['-Xmx2g', '-cp', 'classes:lib/*', 'KafkaStreamsPeer', ...parameters], {
    cwd: folder,
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  return {
    async rate(threads) {
      child.stdin.write(`${threads}\n`)
      const answer = await lines.next()
      if (answer.done) throw new Error('Kafka Streams ended without an answer')
      const { rate, outputs } = JSON.parse(answer.value) as { rate: number; outputs: number }
      if (outputs !== topicTicks) throw new Error(`Kafka Streams wrote ${outputs} outputs for ${topicTicks} ticks`)
      return rate
    },
    close: () => child.kill(),
  }
}

function build(): void {
  const options: ExecFileSyncOptions = { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] }
  if (!existsSync(join(folder, 'lib'))) {
    console.error(`fetching Kafka Streams into ${join(folder, 'lib')} (once)`)
    const copy = ['dependency:copy-dependencies', `-DoutputDirectory=${folder}/lib.part`]
    execFileSync('mvn', ['-q', '-B', ...copy], options)
    execFileSync('mv', ['lib.part', 'lib'], options)
  }
  execFileSync('javac', ['-d', 'classes', '-cp', 'lib/*', 'KafkaStreamsPeer.java'], options)
}

/** Little-endian float32, [192][8], [192][64], [192], [192], [64]: which numbers does not matter to the speed. */
function randomWeights(): Float32Array {
  const random = createRandom(7)
  return Float32Array.from({ length: 192 * (8 + 64 + 2) + 64 }, () => (random.next() - 0.5) / 4)
}
