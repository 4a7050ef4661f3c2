import { afterEach, describe, expect, it } from 'vitest'
import type { AcknowledgedSink, MarkedSink, Marks, Output, Sink } from '../../stream/sink.ts'

export interface SinkContractOptions<S extends Sink> {
  /** A sink, not opened, on one and the same place until `dispose`. */
  readonly create: () => Promise<S>
  /** The ids of the outputs that a reader of that place sees, in order. */
  readonly written: () => Promise<readonly string[]>
  readonly dispose?: () => Promise<void>
}

/** The suite that every marked sink runs: each output exactly once after a cut and a replay. */
export function markedSinkContract(name: string, options: SinkContractOptions<MarkedSink<unknown>>): void {
  describe(`marked sink contract: ${name}`, () => {
    const { written } = options
    const opened = useSinks(options, (sink, marks: Marks | undefined) => sink.open(marks))

    it('writes outputs in order, and the mark says how far they go', async () => {
      const sink = await opened(undefined)
      const empty = await sink.sync()
      await sink.append(outputs(0, 3))
      const three = await sink.sync()
      await sink.append(outputs(3, 5))
      const five = await sink.sync()
      expect(Object.keys(three)).toEqual(Object.keys(empty))
      const [at0 = NaN, at3 = NaN, at5 = NaN] = [empty, three, five].flatMap((marks) => Object.values(marks))
      expect(at0).toBeLessThan(at3)
      expect(at3).toBeLessThan(at5)
      expect(await written()).toEqual(ids(0, 5))
    })

    it('gives the same marks again when nothing was appended', async () => {
      const sink = await opened(undefined)
      await sink.append(outputs(0, 3))
      expect(await sink.sync()).toEqual(await sink.sync())
    })

    it('keeps exactly the mark when it is opened again, whatever was appended after it', async () => {
      const first = await opened(undefined)
      await first.append(outputs(0, 3))
      const marks = await first.sync()
      await first.append(outputs(3, 2000))
      await first.close()
      const second = await opened(marks)
      expect(await written()).toEqual(ids(0, 3))
      await second.append(outputs(3, 6))
      await second.sync()
      expect(await written()).toEqual(ids(0, 6))
    })

    it('cuts outputs that were synced after the mark as well', async () => {
      const first = await opened(undefined)
      await first.append(outputs(0, 2))
      const marks = await first.sync()
      await first.append(outputs(2, 9))
      await first.sync()
      await first.close()
      expect(await (await opened(marks)).sync()).toEqual(marks)
      expect(await written()).toEqual(ids(0, 2))
    })

    it('appends after what is there when there is no checkpoint', async () => {
      const first = await opened(undefined)
      await first.append(outputs(0, 2))
      const marks = await first.sync()
      await first.close()
      const second = await opened(undefined)
      expect(await second.sync()).toEqual(marks)
      await second.append(outputs(2, 4))
      await second.sync()
      expect(await written()).toEqual(ids(0, 4))
    })

    it('refuses an output that is shorter than its mark', async () => {
      const first = await opened(undefined)
      await first.append(outputs(0, 2))
      const marks = await first.sync()
      await first.close()
      const beyond = Object.fromEntries(Object.entries(marks).map(([output, mark]) => [output, mark + 1000]))
      await expect(opened(beyond)).rejects.toMatchObject({ code: 'SINK_SHORTER' })
      expect(await written()).toEqual(ids(0, 2))
    })

    it('refuses marks of other outputs', async () => {
      await expect(opened({ 'another output': 0 })).rejects.toMatchObject({ code: 'SINK_SHORTER' })
    })
  })
}

/** The suite that every acknowledged sink runs. */
export function acknowledgedSinkContract(name: string, options: SinkContractOptions<AcknowledgedSink<unknown>>): void {
  describe(`acknowledged sink contract: ${name}`, () => {
    const { written } = options
    const opened = useSinks(options, (sink, _: undefined) => sink.open())

    it('has written everything, in order, when a write resolves', async () => {
      const sink = await opened(undefined)
      await sink.write(outputs(0, 3))
      expect(await written()).toEqual(ids(0, 3))
      await sink.write(outputs(3, 2000))
      expect(await written()).toEqual(ids(0, 2000))
    })

    it('takes an empty write', async () => {
      const sink = await opened(undefined)
      await sink.write([])
      expect(await written()).toEqual([])
    })
  })
}

function useSinks<S extends Sink, M>(
  { create, dispose }: SinkContractOptions<S>,
  open: (sink: S, marks: M) => Promise<void>,
) {
  const sinks: Sink[] = []
  afterEach(async () => {
    for (const sink of sinks.splice(0)) await sink.close()
    await dispose?.()
  })
  return async (marks: M): Promise<S> => {
    const sink = await create()
    await open(sink, marks)
    sinks.push(sink)
    return sink
  }
}

function outputs(from: number, to: number): Output[] {
  return ids(from, to).map((id, index) => ({
    id,
    topic: 'prices',
    partition: 0,
    offset: from + index,
    ordinal: 0,
    key: 'ключ "1"\n',
    eventTime: 1_600_000_000_000 + index,
    value: { point: index / 3, text: 'naïve\nforecast' },
  }))
}

function ids(from: number, to: number): string[] {
  return Array.from({ length: to - from }, (_, index) => `test:prices:0:${from + index}:0`)
}
