import { sink, source } from '../../../connectors/stdio/index.ts'

const input = source()
const output = sink()
await input.open()
await output.open()
for (let ended = false; !ended;) {
  const event = await input.read({ maxTicks: 10, waitMs: 10_000 })
  if (event.type === 'assigned') continue
  ended = event.ended
  await output.write(event.ticks.map((tick) => ({ ...tick, id: `copy:${tick.offset}`, ordinal: 0 })))
}
