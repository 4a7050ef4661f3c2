import type { SaveStep } from '../../../connectors/sqlite/index.ts'
import { store } from '../../../connectors/sqlite/index.ts'

/**
 * A process that writes to a store: `writer-process.ts FOLDER [STEP]`. It saves offset 1 and says so; told to go on, it
 * saves offset 2 and kills itself in that step.
 */
const [folder, step] = process.argv.slice(2) as [string, SaveStep | undefined]
const partition = { topic: 'prices', partition: 0 }
let armed = false
const writer = store(folder, {
  onStep: (at) => {
    if (armed && at === step) process.kill(process.pid, 'SIGKILL')
  },
})

const save = (previousOffset: number | undefined, offset: number) => {
  const bytes = new TextEncoder().encode(`state ${offset}`)
  const records = Array.from({ length: 500 }, (_, i) => ({ key: `key-${i}`, bytes }))
  return writer.save('writer', [{ partition, previousOffset, offset, records, checkpoint: bytes }])
}

await writer.open()
await writer.claim(partition, 'writer')
await save(undefined, 1)
process.once('message', () => {
  armed = true
  void save(1, 2)
})
process.send?.('saved')
