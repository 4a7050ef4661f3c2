import { Cron } from 'croner'
import { z } from 'zod'

/** A cron expression that names at least one moment. */
export const cronPattern = z.string().refine(isCron, 'a cron expression of five or six fields, such as "0 2 * * *"')

function isCron(text: string): boolean {
  try {
    return new Cron(text, { timezone: 'UTC', paused: true }).nextRun() !== null
  } catch {
    return false
  }
}
