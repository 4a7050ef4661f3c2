import type { SwapPlan } from './choose-swaps.ts'

/** What a plan says of one partition only; `more` where it says something of others. */
export function onePartition(plan: SwapPlan): { readonly plan: SwapPlan; readonly more: boolean } {
  const changed = new Set([...plan.restores.map(({ partition }) => partition), ...plan.swaps.keys()])
  const [first] = changed
  const restores = plan.restores.filter(({ partition }) => partition === first)
  const swaps = new Map([...plan.swaps].filter(([partition]) => partition === first))
  const news = plan.news.filter(({ partition }) => partition === first)
  return { plan: { restores, swaps, news }, more: changed.size > 1 }
}
