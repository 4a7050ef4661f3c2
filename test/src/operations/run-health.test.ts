import { expect, test } from 'vitest'
import { createRunHealth } from '../../../src/operations/run-health.ts'

function createAt() {
  const clock = { now: 0 }
  return { clock, health: createRunHealth({ seconds: () => clock.now }) }
}

const started = { guarantee: 'at-least-once', counters: {} }

test('is alive from the start, and ready from the first recovery on', () => {
  const { health } = createAt()
  expect(health.live()).toMatchObject({ ok: true, phase: 'starting' })
  expect(health.ready()).toMatchObject({ ok: false, status: 'starting' })
  health.onStart(started)
  expect(health.ready()).toMatchObject({ ok: true, status: 'ok' })
})

test('stays ready as long as the loop goes round, with or without ticks', () => {
  const { health, clock } = createAt()
  health.onStart(started)
  for (let i = 0; i < 100; i++) {
    const end = health.onPhase('read')
    clock.now += 1
    end()
    expect(health.ready().ok).toBe(true)
  }
})

test('a server that is waited for makes it unready, not dead; a loop that never comes back is dead', () => {
  const { health, clock } = createAt()
  health.onStart(started)
  health.onPhase('commit')
  clock.now = 20
  expect(health.ready()).toEqual({ ok: false, status: 'stuck', phase: 'commit', phaseSeconds: 20 })
  expect(health.live().ok).toBe(true)
  clock.now = 301
  expect(health.live()).toMatchObject({ ok: false, status: 'stuck', phase: 'commit' })
})

test('a commit that hangs counts although reading goes on beside it', () => {
  const { health, clock } = createAt()
  health.onStart(started)
  const end = health.onPhase('commit')
  for (clock.now = 1; clock.now < 20; clock.now++) health.onPhase('read')()
  expect(health.ready()).toMatchObject({ ok: false, phase: 'commit' })
  end()
  expect(health.ready().ok).toBe(true)
})

test('is not ready any more once it was asked to stop', () => {
  const { health } = createAt()
  health.onStart(started)
  health.onStop()
  expect(health.ready()).toMatchObject({ ok: false, status: 'stopping' })
  expect(health.live().ok).toBe(true)
})
