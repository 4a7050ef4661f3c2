import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Belongings } from './belongings.ts'
import { FaultBroker } from './fault-broker.ts'
import { Wire } from './wire.ts'

/** What all rounds share: a broker, and the wire by which workers reach it. */
export interface Surroundings {
  readonly broker: FaultBroker
  readonly kafkaWire: Wire
  /** Of the whole run; rounds add theirs. */
  readonly belongings: Belongings
  /** Decisions about models, and the swaps of partitions that followed, in all rounds. */
  readonly tally: Map<string, number>
}

export async function createSurroundings(belongings: Belongings): Promise<Surroundings> {
  // Workers begin in half of the computing time when they find what others have compiled.
  const remove = (folder: string) => rm(folder, { recursive: true, force: true })
  process.env['NODE_COMPILE_CACHE'] = await belongings.add(mkdtemp(join(tmpdir(), 'tickwise-compiled-')), remove)
  const kafkaWire = await belongings.add(new Wire('kafka').open(), (wire) => wire.close())
  const broker = await belongings.add(FaultBroker.prepare(), (prepared) => prepared.remove())
  await broker.begin(kafkaWire.port)
  kafkaWire.leadTo(broker.wiredPort)
  return { broker, kafkaWire, belongings, tally: new Map() }
}
