import { TickwiseError } from '../../errors.ts'
import { commitSteps, type CommitStep } from '../../state/checkpoint-order.ts'

/** Counts commit steps and crashes at the one asked for: `saved:3` is the third time that `saved` is reached. */
export function createFailpoint(text: string | undefined, crash: () => void): ((step: CommitStep) => void) | undefined {
  if (text === undefined || text === '') return undefined
  const [, name, count] = /^([a-z-]+):([1-9]\d*)$/.exec(text) ?? []
  if (!commitSteps.some((step) => step === name)) throw badFailpoint(text)
  let left = Number(count)
  return (step) => {
    if (step === name && --left === 0) crash()
  }
}

function badFailpoint(text: string): TickwiseError {
  return new TickwiseError('CONFIG_INVALID', {
    expected: `TICKWISE_FAILPOINT as <step>:<n>, with a step of ${commitSteps.join(', ')}`,
    received: JSON.stringify(text),
    action: 'Correct it, or unset it: it exists for crash tests only.',
  })
}
