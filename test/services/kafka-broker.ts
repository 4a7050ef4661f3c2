import { spawn } from 'node:child_process'
import { mkdir } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'vitest'
import type { Kept } from './kafka/broker-keeper.ts'

const folder = join(tmpdir(), `tickwise-kafka-${userInfo().uid}`)
const keeper = join(import.meta.dirname, 'kafka', 'broker-keeper.ts')
let found: Promise<Kept> | undefined

/**
 * The address of a Kafka broker for a test: `TICKWISE_KAFKA_BROKERS`, else one that all test files of a run share, in a
 * container or as a plain process (kafka-local.sh). Where there is none of them, the test is skipped, and counted as
 * skipped. Tests make topics and groups of their own.
 */
export async function kafkaBroker(context: TestContext): Promise<string> {
  const { brokers, unavailable = 'no Kafka' } = await (found ??= find())
  context.skip(brokers === undefined, unavailable)
  return brokers ?? ''
}

/** Where brokers of the tests keep their data, and share their programs. */
export async function kafkaFolder(): Promise<string> {
  await mkdir(folder, { recursive: true })
  return folder
}

async function find(): Promise<Kept> {
  const named = process.env.TICKWISE_KAFKA_BROKERS
  if (named !== undefined && named !== '') return { brokers: named }
  for (let attempt = 0; attempt < 100; attempt++) {
    const kept = await ask()
    if (kept !== undefined) return kept
    if (attempt % 20 === 0) spawn(process.execPath, [keeper, folder], { detached: true, stdio: 'ignore' }).unref()
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  return { unavailable: 'the keeper of the local broker does not start' }
}

/** The keeper's word; undefined where none listens. The connection stays: it says that we need the broker. */
function ask(): Promise<Kept | undefined> {
  return new Promise((resolve) => {
    const socket = connect(join(folder, 'keeper.sock'))
    let text = ''
    socket.on('data', (chunk) => {
      text += chunk.toString()
      if (!text.endsWith('\n')) return
      socket.unref()
      resolve(JSON.parse(text) as Kept)
    })
    socket.on('error', () => resolve(undefined))
    socket.on('close', () => resolve(undefined))
  })
}
