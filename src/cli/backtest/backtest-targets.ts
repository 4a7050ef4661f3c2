import { exitCode, type ExitCode } from '../exit-code.ts'
import { fileOfTarget } from '../train/column-list.ts'
import { seasonsAlone } from '../train/seasons-alone.ts'
import type { BacktestChoice } from './backtest-choice.ts'
import { backtestPipeline } from './backtest-pipeline.ts'
import { runBacktest, type Outside } from './run-backtest.ts'

export interface BacktestTargetsChoice extends Omit<BacktestChoice, 'target'> {
  readonly target: readonly string[]
  /** A file with a pipeline, whose chain is tested as it is. */
  readonly pipeline?: string
}

/** A backtest of every target column, whose network sees the others as they come. Errors as those of `runBacktest`. */
export async function backtestTargets(choice: BacktestTargetsChoice, outside: Outside): Promise<ExitCode> {
  const { target: targets, page, out } = choice
  if (choice.pipeline !== undefined) return backtestPipeline(choice.pipeline, choice, outside)
  seasonsAlone(choice)
  for (const [n, target] of targets.entries()) {
    if (n > 0 && !choice.json) outside.print('')
    const others = choice.season.length > 0 ? [] : targets.filter((other) => other !== target)
    await runBacktest(
      {
        ...choice,
        target,
        with: [...new Set([...others, ...choice.with])],
        page: fileOfTarget(page, target, targets),
        ...(out === undefined ? {} : { out: fileOfTarget(out, target, targets) }),
      },
      outside,
    )
  }
  return exitCode.ok
}
