import { Cron } from 'croner'

/** Calls `due` at every moment that a cron expression names, until it is closed. It keeps no process alive. */
export function createCronTimer(pattern: string, timeZone: string, due: () => void): { close(): void } {
  const cron = new Cron(pattern, { timezone: timeZone, unref: true }, due)
  return { close: () => cron.stop() }
}
