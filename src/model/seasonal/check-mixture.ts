import type { MixtureHead } from './mixture-head.ts'
import type { SeasonalInput } from './seasonal-input.ts'

/** Whether a mixture head has what it mixes from its input; says what is wrong otherwise. Undefined: of another kind. */
export function checkMixture(
  input: SeasonalInput | undefined,
  head: MixtureHead | undefined,
  refuse: (path: string[], message: string) => void,
): void {
  if (input === undefined && head === undefined) return
  if (head === undefined) return refuse(['head', 'kind'], 'a seasonal input needs a mixture head')
  if (input === undefined) return refuse(['input', 'kind'], 'a mixture head needs a seasonal input')
  if (head.candidates !== input.candidates.length) {
    refuse(['head', 'candidates'], `must be the input's ${input.candidates.length}`)
  }
  if (head.target !== input.unit) refuse(['head', 'target'], `must be the input's ${input.unit}`)
  if (head.horizons.at(-1)! > input.ahead) {
    refuse(['head', 'horizons'], `must not look further than the input's ${input.ahead}`)
  }
}
