import { TickwiseError } from '../../errors.ts'

export interface Budget {
  /** From the moment it fires the work has `ms` left. */
  readonly signal: AbortSignal
  readonly ms: number
  /** What the work does at the moment, in words. */
  readonly doing: () => string
}

/** Waits for work, but not for longer than `ms` once it was asked to stop. Throws `LIMIT_EXCEEDED` then. */
export async function withinBudget<R>(work: Promise<R>, { signal, ms, doing }: Budget): Promise<R> {
  let timer: NodeJS.Timeout | undefined
  let start = () => {}
  const tooLong = new Promise<never>((_, reject) => {
    start = () => (timer = setTimeout(() => reject(overrun(ms, doing())), ms))
    if (signal.aborted) start()
    else signal.addEventListener('abort', start, { once: true })
  })
  try {
    return await Promise.race([work, tooLong])
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', start)
  }
}

function overrun(ms: number, doing: string): TickwiseError {
  return new TickwiseError('LIMIT_EXCEEDED', {
    expected: `the run to finish its turn and save within ${ms} ms`,
    received: `it is still busy (${doing})`,
    action:
      'Nothing is lost or doubled: type the same again to go on. A larger --shutdown-ms gives it more time; a server that ' +
      "can't be reached is the usual reason.",
  })
}
