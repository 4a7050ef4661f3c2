import type { Belongings } from './belongings.ts'
import { FaultBroker } from './fault-broker.ts'
import { Wire } from './wire.ts'

/** What all rounds share: a broker, and the wire by which workers reach it. */
export interface Surroundings {
  readonly broker: FaultBroker
  readonly kafkaWire: Wire
  /** Of the whole run; rounds add theirs. */
  readonly belongings: Belongings
}

export async function createSurroundings(belongings: Belongings): Promise<Surroundings> {
  const kafkaWire = await belongings.add(new Wire('kafka').open(), (wire) => wire.close())
  const broker = await belongings.add(FaultBroker.start(kafkaWire.port), (started) => started.remove())
  kafkaWire.leadTo(broker.wiredPort)
  return { broker, kafkaWire, belongings }
}
