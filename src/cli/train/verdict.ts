import type { HorizonSkill } from '../../evaluation/scores/score-report.ts'

/** One honest sentence about the shortest horizon of all keys together. */
export function verdict(skill: readonly HorizonSkill[]): string {
  const horizon = Math.min(...skill.map((one) => one.horizon))
  const own = skill.filter((one) => one.horizon === horizon && one.scored > 0)
  const scored = own.reduce((sum, one) => sum + one.scored, 0)
  if (scored === 0) return 'Nothing could be scored: the part kept aside is too short.'
  // Errors of different keys have different units; their ratios have none.
  const ratio = own.reduce((sum, one) => sum + (one.scored * one.networkMae) / one.naiveMae, 0) / scored
  const coverage = own.reduce((sum, one) => sum + one.scored * one.coverage, 0) / scored
  const percent = Math.abs(100 * (ratio - 1))
  const standing =
    percent < 0.05
      ? 'The point forecast is as good as the last value, no better: use the band, not the direction'
      : ratio < 1
        ? `The point forecast errs ${percent.toFixed(1)} % less than the last value`
        : `The point forecast errs ${percent.toFixed(1)} % MORE than the last value: use the band, not the direction`
  return `${standing}. ${(100 * coverage).toFixed(1)} % of the actuals were in the 80 % band (+${horizon}).`
}
