import { TickwiseError } from '../../errors.ts'
import type { HeadSpec } from '../../model/spec.ts'

/** What a command line says about the meaning of a network's outputs. */
export interface HeadChoice {
  readonly head?: HeadSpec['kind']
  readonly horizons?: readonly number[]
  readonly quantiles?: readonly number[]
  readonly changes: 'log' | 'difference'
  readonly classes?: readonly string[]
  /** A file, one word a line. */
  readonly vocabulary?: string
}

/**
 * The head that the options describe; undefined leaves it to the file. `--horizons`, `--classes` and `--vocabulary`
 * say the kind by themselves. Throws `CONFIG_INVALID` for options that belong to different kinds.
 */
export async function chooseHeadSpec(
  choice: HeadChoice,
  readText: (path: string) => Promise<string>,
): Promise<HeadSpec | undefined> {
  const { horizons, quantiles = [], classes, vocabulary } = choice
  const kind = choice.head ?? (classes ? 'label' : vocabulary ? 'next' : horizons ? 'forecast' : undefined)
  const strangers = [
    (horizons || quantiles.length > 0) && kind !== 'forecast' && (horizons ? '--horizons' : '--quantiles'),
    classes && kind !== 'label' && '--classes',
    vocabulary && kind !== 'next' && '--vocabulary',
  ].filter((option) => typeof option === 'string')
  if (strangers.length > 0) {
    throw wrong(`options of a ${kind ?? 'forecast'} head`, strangers.join(', '), 'Leave it out, or name its --head.')
  }
  if (kind === 'forecast') {
    if (!horizons) throw wrong('--horizons with --head forecast', 'none', 'Say how many ticks ahead each output looks.')
    const target = choice.changes === 'log' ? 'log-return' : 'difference'
    return { kind, horizons: [...horizons], quantiles: [...quantiles], target }
  }
  if (kind === 'label') {
    if (!classes) throw wrong('--classes with --head label', 'none', 'Name the classes in the order of the outputs.')
    return { kind, classes: [...classes] }
  }
  if (kind === 'next') {
    if (!vocabulary) throw wrong('--vocabulary with --head next', 'none', 'Name a file with one word a line.')
    const words = (await readText(vocabulary)).replace(/\r?\n$/, '').split(/\r?\n/)
    return { kind, vocabulary: words }
  }
  return undefined
}

function wrong(expected: string, received: string, action: string): TickwiseError {
  return new TickwiseError('CONFIG_INVALID', { expected, received, action })
}
