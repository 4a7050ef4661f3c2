import type { HorizonSkill } from './frame.ts'

export type Standing = 'unknown' | 'better' | 'worse' | 'even'

export interface SkillWords {
  readonly standing: Standing
  /** e.g. `network 1.2 % worse than last value so far`. */
  readonly words: string
  /** The same for a narrow column: `1.2 % worse`. */
  readonly short: string
}

const even: SkillWords = { standing: 'even', words: 'network and last value even so far', short: 'even' }

/** Who is ahead, in words, with nothing rounded in the network's favour: below 0.05 % either way is called even. */
export function skillWords({ scored, networkMae, naiveMae }: HorizonSkill): SkillWords {
  if (scored <= 0 || !Number.isFinite(networkMae) || !Number.isFinite(naiveMae)) {
    return { standing: 'unknown', words: 'not scored yet', short: '–' }
  }
  if (networkMae === naiveMae) return even
  if (naiveMae === 0) return { standing: 'worse', words: 'last value exact so far, network not', short: 'worse' }
  const percent = (100 * (networkMae - naiveMae)) / naiveMae
  const size = Math.abs(percent)
  if (size < 0.05) return even
  const standing = percent < 0 ? 'better' : 'worse'
  const shown = size >= 1000 ? 'over 1000' : size.toFixed(1)
  const words = `network ${shown} % ${standing} than last value so far`
  return { standing, words, short: size >= 1000 ? `far ${standing}` : `${shown} % ${standing}` }
}
