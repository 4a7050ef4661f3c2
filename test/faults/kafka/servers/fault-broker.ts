import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'
import { findFreePort } from '../../../services/kafka/find-free-port.ts'

const run = promisify(execFile)
const script = join(import.meta.dirname, '../../../services/kafka/kafka-local.sh')
/** The jars lie beside the brokers' folders, and are shared with the other tests. */
const parent = join(tmpdir(), `tickwise-kafka-${userInfo().uid}`)

/** It is started often and does little: a start takes half of the computing time without the second compiler. */
const quickJvm = '-Xmx512m -XX:TieredStopAtLevel=1 -XX:+UseSerialGC'

/** A broker of our own that keeps its data when it is killed. It has a second listener, which is reached by a wire. */
export class FaultBroker {
  /** For the test itself. */
  readonly address: string
  /** Where the wire leads. */
  readonly wiredPort: number
  readonly #folder: string
  readonly #removed = new AbortController()

  private constructor(folder: string, port: number, wiredPort: number) {
    this.#folder = folder
    this.address = `127.0.0.1:${port}`
    this.wiredPort = wiredPort
  }

  /** A place for a broker. `begin` starts it there. */
  static async prepare(): Promise<FaultBroker> {
    await mkdir(parent, { recursive: true })
    const folder = await mkdtemp(join(parent, 'faults-'))
    return new FaultBroker(folder, await findFreePort(), await findFreePort())
  }

  /** `advertised` is the port of the wire, which the broker names to those who come that way. */
  begin(advertised: number): Promise<void> {
    const port = Number(this.address.split(':')[1])
    return this.#run(['start', this.#folder, String(port)], settings(port, this.wiredPort, advertised))
  }

  kill(): Promise<void> {
    return this.#end('SIGKILL')
  }

  shutDown(): Promise<void> {
    return this.#end('SIGTERM')
  }

  resume(): Promise<void> {
    return this.#run(['resume', this.#folder])
  }

  /** Ends it, even in the middle of its start. */
  async remove(): Promise<void> {
    this.#removed.abort()
    await this.#end('SIGKILL')
    await rm(this.#folder, { recursive: true, force: true, maxRetries: 5 })
  }

  async #run(words: readonly string[], lines = ''): Promise<void> {
    const env = { ...process.env, KAFKA_JVM: quickJvm, KAFKA_SETTINGS: lines }
    await run(script, words, { env, signal: this.#removed.signal })
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const text = await readFile(join(this.#folder, 'pid'), 'utf8').catch(() => '')
    const pid = Number(text)
    if (pid === 0 || !isRunning(pid)) return
    process.kill(pid, signal)
    while (isRunning(pid)) await delay(20)
  }
}

function isRunning(pid: number): boolean {
  return existsSync(`/proc/${pid}`)
}

function settings(port: number, wiredPort: number, advertised: number): string {
  return [
    `listeners=PLAINTEXT://127.0.0.1:${port},WIRED://127.0.0.1:${wiredPort},CONTROLLER://127.0.0.1:${port + 1}`,
    `advertised.listeners=PLAINTEXT://127.0.0.1:${port},WIRED://127.0.0.1:${advertised}`,
    'listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT,WIRED:PLAINTEXT',
    'inter.broker.listener.name=PLAINTEXT',
    // A transaction that nobody ends is aborted soon after its time, not up to 10 s later.
    'transaction.abort.timed.out.transaction.cleanup.interval.ms=500',
  ].join('\n')
}
