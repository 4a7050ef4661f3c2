import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { TestContext } from 'vitest'
import { kafkaFolder } from '../kafka-broker.ts'
import { findFreePort } from './find-free-port.ts'

const script = join(import.meta.dirname, 'kafka-local.sh')
const run = promisify(execFile)

/** A broker of a test's own, that may be killed. */
export class OwnBroker {
  readonly brokers: string
  readonly #folder: string

  constructor(brokers: string, folder: string) {
    this.brokers = brokers
    this.#folder = folder
  }

  /** Starts one in a folder beside the shared broker's; skips the test where that can't be. */
  static async start(context: TestContext): Promise<OwnBroker> {
    const folder = await mkdtemp(join(await kafkaFolder(), 'own-'))
    const port = await findFreePort()
    const error: unknown = await run(script, ['start', folder, String(port)]).catch((caught: unknown) => caught)
    const broker = new OwnBroker(`127.0.0.1:${port}`, folder)
    context.onTestFinished(() => broker.close())
    context.skip(error instanceof Error, 'no local Kafka')
    return broker
  }

  /** As a loss of power would. */
  async kill(): Promise<void> {
    const pid = Number(await readFile(join(this.#folder, 'pid'), 'utf8'))
    process.kill(pid, 'SIGKILL')
    while (isAlive(pid)) await new Promise((resolve) => setImmediate(resolve))
  }

  async resume(): Promise<void> {
    await run(script, ['resume', this.#folder])
  }

  async close(): Promise<void> {
    await this.kill().catch(() => undefined)
    await rm(this.#folder, { recursive: true, force: true })
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
