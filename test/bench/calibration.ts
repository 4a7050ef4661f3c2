import { timeCalls } from './time-calls.ts'

/**
 * Rounds a second of a fixed loop over numbers, bytes and a map, as stream code does. An absolute goal becomes a ratio to
 * this rate, measured in the same run: a slower machine is asked for less.
 */
export const calibration = { name: 'the calibration loop', unit: 'rounds/s', measure: calibrationRate }

/** The rate on the machine where the absolute goals were set (2 cores of an AMD EPYC, Node 24), in rounds a second. */
const referenceRate = 180_000

/** The goal ratio that stands for `rate` a second on the reference machine. */
export function goalAgainstCalibration(rate: number): number {
  return rate / referenceRate
}

function calibrationRate(): number {
  return 1e6 / timeCalls(calibrationRound)
}

const bytes = new Uint8Array(4096)
const numbers = new Float64Array(512)
const counts = new Map<string, number>()
const keys = Array.from({ length: 64 }, (_, i) => `key-${i}`)

function calibrationRound(): void {
  let hash = 0
  for (let i = 0; i < bytes.length; i++) {
    hash = (Math.imul(hash, 31) + bytes[i]!) | 0
    bytes[i] = hash & 0xff
  }
  let sum = 0
  for (let i = 0; i < numbers.length; i++) {
    sum += numbers[i]! * 0.5 + 1 / (i + 1)
    numbers[i] = sum * 0.001
  }
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + (sum > 0 ? 1 : 2))
}
