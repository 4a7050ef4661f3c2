import * as api from '@opentelemetry/api'
import { expect, test } from 'vitest'
import { loadTracing } from '../../../src/operations/load-tracing.ts'
import { traceRun } from '../../../src/operations/trace-run.ts'

interface Told {
  readonly name: string
  readonly parent: string | undefined
  readonly attributes: Record<string, unknown>
  status?: string | undefined
  ended: boolean
}

/** A tracer that keeps what it is told, as an SDK would. */
function tracing() {
  const told: Told[] = []
  const spans = new Map<api.Span, Told>()
  const tracer = {
    startSpan(name: string, { attributes = {} }: api.SpanOptions = {}, context: api.Context = api.ROOT_CONTEXT) {
      const parent = api.trace.getSpan(context)
      const one: Told = { name, parent: parent && spans.get(parent)?.name, attributes: { ...attributes }, ended: false }
      const span = {
        setAttributes: (more: object) => Object.assign(one.attributes, more),
        setStatus: ({ message }: api.SpanStatus) => void (one.status = message),
        end: () => void (one.ended = true),
      } as unknown as api.Span
      told.push(one)
      spans.set(span, one)
      return span
    },
  }
  const trace = Object.create(api.trace, { getTracer: { value: () => tracer } }) as typeof api.trace
  return { told, observer: traceRun({ api: { ...api, trace }, pipeline: 'prices', version: '1.2.3' }) }
}

const news = { ticks: [1, 2, 3] as never, outputs: [1], deadLetters: [], cache: { keys: 1, dirty: 0 } }

test('a turn is a span with its phases inside, also while the next one is computed', () => {
  const { told, observer } = tracing()
  observer.onPhase('read')()
  observer.onPhase('load')()
  observer.onPhase('compute')()
  const commit = observer.onPhase('commit')
  observer.onPhase('load')()
  observer.onPhase('compute')()
  commit()
  observer.onTurn(news)
  observer.onPhase('save')()
  expect(told.map(({ name, parent, ended }) => [name, parent, ended])).toEqual([
    ['tickwise turn', undefined, true],
    ['tickwise load', 'tickwise turn', true],
    ['tickwise compute', 'tickwise turn', true],
    ['tickwise commit', 'tickwise turn', true],
    ['tickwise turn', undefined, false],
    ['tickwise load', 'tickwise turn', true],
    ['tickwise compute', 'tickwise turn', true],
    ['tickwise save', undefined, true],
  ])
  expect(told[0]!.attributes).toEqual({
    'tickwise.pipeline': 'prices',
    'tickwise.ticks': 3,
    'tickwise.outputs': 1,
    'tickwise.dead_letters': 0,
  })
})

test('turns that a recovery makes void end with a reason', () => {
  const { told, observer } = tracing()
  observer.onPhase('load')()
  observer.onPhase('recover')()
  expect(told[0]).toMatchObject({
    name: 'tickwise turn',
    ended: true,
    status: expect.stringMatching('abandoned') as string,
  })
  expect(told.at(-1)).toMatchObject({ name: 'tickwise recover', parent: undefined, ended: true })
})

test('without the package, says what to install', async () => {
  await expect(loadTracing(() => Promise.reject(new Error('gone')))).rejects.toThrow(/npm install @opentelemetry\/api/)
  expect(await loadTracing()).toHaveProperty('trace')
})
