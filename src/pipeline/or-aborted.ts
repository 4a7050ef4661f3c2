/**
 * Waits for the work, or for the signal where that comes first: then nobody hears of the work again. Its owner ends it
 * by closing.
 */
export async function orAborted(work: Promise<unknown>, signal: AbortSignal | undefined): Promise<void> {
  const heard = new AbortController()
  const aborted = new Promise<void>((resolve) => {
    if (signal?.aborted === true) resolve()
    signal?.addEventListener('abort', () => resolve(), { once: true, signal: heard.signal })
  })
  try {
    await Promise.race([work, aborted])
  } finally {
    heard.abort()
  }
}
