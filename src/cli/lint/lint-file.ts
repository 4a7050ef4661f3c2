import { readFile } from 'node:fs/promises'
import { isTickwiseError } from '../../errors.ts'
import { defaultDeadLetters, defaultModels, defaultStore } from '../../pipeline/defaults.ts'
import { openChain } from '../../pipeline/open-chain.ts'
import type { Pipeline } from '../../pipeline/spec.ts'
import { chooseGuarantee, combinationOf } from '../../state/guarantee.ts'
import { exitCode, type ExitCode } from '../exit-code.ts'
import type { Invocation } from '../command.ts'
import { loadPipeline } from '../run/load-pipeline.ts'
import { findStateful, type StatefulUse } from './find-stateful.ts'
import { replayPipeline } from './replay-pipeline.ts'

export interface LintChoice {
  readonly file: string
  readonly replay: string | true | undefined
  readonly ticks: number
  readonly json: boolean
}

interface Fault {
  readonly code: string
  readonly expected: string
  readonly received: string
  readonly action: string
}

/** Checks a pipeline file and says what was found. Throws only for what is not about the file. */
export async function lintFile(
  { file, replay, ticks, json }: LintChoice,
  { print, note, signal }: Pick<Invocation<object>, 'print' | 'note'> & { readonly signal: AbortSignal },
): Promise<ExitCode> {
  const faults: Fault[] = []
  const attempt = async <T>(check: () => T | Promise<T>): Promise<T | undefined> => {
    try {
      return await check()
    } catch (error) {
      if (!isTickwiseError(error)) throw error
      const { code, expected, received, action } = error
      faults.push({ code, expected, received, action })
      return undefined
    }
  }
  const pipeline = await attempt(() => loadPipeline(file))
  const stateful = findStateful(await readFile(file, 'utf8').catch(() => ''))
  const guarantee = pipeline && (await attempt(() => guaranteeOf(pipeline)))
  const sound = pipeline && (await attempt(() => openChain(pipeline.operators, pipeline.models ?? defaultModels())))
  const replayed =
    sound && replay !== undefined
      ? await attempt(() =>
          replayPipeline(pipeline, { file: replay === true ? undefined : replay, ticks, signal, note }),
        )
      : undefined
  const found = faults.length + stateful.length
  if (json) print(JSON.stringify({ file, guarantee, faults, stateful, replayed }))
  else {
    for (const text of [...faults.map(describeFault), ...stateful.map((use) => describeUse(file, use))])
      print(`${text}\n`)
    if (replayed !== undefined)
      print(
        `Replayed ${replayed.ticks} ticks of ${replayed.keys} keys ${replayed.runs.length} times: the same bytes every time.`,
      )
    print(found === 0 ? `${file}: nothing to complain about (${guarantee}).` : `${file}: ${found} found.`)
  }
  return found === 0 ? exitCode.ok : exitCode.failed
}

function guaranteeOf({ settings, source, sink, deadLetters, state }: Pipeline) {
  const letters = deadLetters ?? defaultDeadLetters(settings.name, sink)
  const store = state ?? defaultStore(settings.name)
  return chooseGuarantee(settings.guarantee, combinationOf(source, sink, letters, store))
}

function describeFault({ expected, received, action }: Fault): string {
  return `Expected  ${expected}\nGot       ${received}\nTo do     ${action}`
}

function describeUse(file: string, { operator, line, instead }: StatefulUse): string {
  return `${file}:${line}  rxjs ${operator} holds state that a crash loses: ${instead}.`
}
