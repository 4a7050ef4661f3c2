import { describe, expect, it } from 'vitest'
import { float32Section } from '../../../src/state/float32-section.ts'
import { createLayout } from '../../../src/state/record-layout.ts'

const section = (id: string, version = 1, stamp = '') => float32Section({ id, version, stamp, length: 1 })

describe('createLayout', () => {
  it('refuses all faults at once', () => {
    const act = () =>
      createLayout([section('a'), section(''), section('a'), section('b', 1.5), section('x'.repeat(256))])
    expect(act).toThrowError(/an id of 0 bytes, "a" twice, "b" with version 1.5, an id of 256 bytes/)
  })

  it('names stamps as former versions did', () => {
    const layout = createLayout([
      section('infer', 1, 'a fingerprint'),
      section('größe', 2),
      section('score', 70_000, 'ünïcode \ud800'),
    ])
    expect(layout.description).toBe('infer@1#5aaf66712058cada größe@2 score@70000#087c83ab84052c41')
  })

  it('describes ids, versions and stamps, and nothing else', () => {
    const text = createLayout([section('a'), section('b', 2, 'model')]).description
    expect(text).toMatch(/^a@1 b@2#[0-9a-f]{16}$/)
    expect(
      createLayout([float32Section({ id: 'a', version: 1, length: 9 }), section('b', 2, 'model')]).description,
    ).toBe(text)
    expect(createLayout([section('a'), section('b', 2, 'other')]).description).not.toBe(text)
  })
})
