import { FaultBroker } from './fault-broker.ts'
import { Wire } from './wire.ts'

/** What all rounds share: a broker, and the wire by which workers reach it. */
export interface Surroundings {
  readonly broker: FaultBroker
  readonly kafkaWire: Wire
  close(): Promise<void>
}

export async function createSurroundings(): Promise<Surroundings> {
  const kafkaWire = await new Wire('kafka').open()
  try {
    const broker = await FaultBroker.start(kafkaWire.port)
    kafkaWire.leadTo(broker.wiredPort)
    const close = async () => {
      await kafkaWire.close()
      await broker.remove()
    }
    return { broker, kafkaWire, close }
  } catch (error) {
    await kafkaWire.close()
    throw error
  }
}
