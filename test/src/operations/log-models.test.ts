import { expect, test } from 'vitest'
import { createLog } from '../../../src/operations/create-log.ts'
import { logModels } from '../../../src/operations/log-models.ts'

const place = { model: 'prices@champion', partition: 'ticks/3', offset: 100 }

test('swaps and retrainings are lines of a log, as loud as they deserve', () => {
  const lines: Record<string, unknown>[] = []
  const stream = { write: (line: string) => void lines.push(JSON.parse(line) as Record<string, unknown>) }
  const { onSwap, onRetrain, onModels } = logModels(createLog({ level: 'info', pipeline: 'prices', stream }))
  onModels([{ model: 'prices@champion', partition: 'ticks/3', version: 'a'.repeat(16), since: 0, history: [] }])
  onSwap({ ...place, kind: 'swapped', before: 'a', version: 'b', policy: 'dual-run' })
  onSwap({ ...place, kind: 'refused', reason: 'its loss 2 against 1' })
  onRetrain({ type: 'began', reason: 'drift', token: 7, champion: 'a' })
  onRetrain({ type: 'ended', outcome: { kind: 'rejected', decision: { model: 'b', reason: 'that may be luck' } } })
  onRetrain({ type: 'ended', outcome: { kind: 'busy' } })
  onRetrain({ type: 'failed', error: new Error('redis://me:secret@host is away') })
  expect(lines).toMatchObject([
    { level: 'info', pipeline: 'prices', message: expect.stringContaining('serves'), ...place, policy: 'dual-run' },
    { level: 'warn', reason: 'its loss 2 against 1' },
    { level: 'info', reason: 'drift', retraining: 7 },
    { level: 'info', outcome: 'rejected', model: 'b', reason: 'that may be luck' },
    { level: 'info', outcome: 'busy' },
    { level: 'error', error: { message: 'redis://***@host is away' } },
  ])
})
