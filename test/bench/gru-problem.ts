import { tensorLayout } from '../../src/model/tensors.ts'
import { networkSpec, seededNumbers } from '../contracts/cell-cases.ts'

/** A GRU with a head of one output, seeded weights, and inputs for a stretch of ticks: what every contender of `step` and `batch` computes. */
export interface GruProblem {
  readonly inputs: number
  readonly hidden: number
  readonly rows: number
  readonly spec: ReturnType<typeof networkSpec>
  readonly weights: Float32Array
  /** [reset, update, candidate] rows: [3 * hidden][inputs], [3 * hidden][hidden], [3 * hidden]. */
  readonly inputWeights: Float32Array
  readonly recurrentWeights: Float32Array
  readonly bias: Float32Array
  /** [hidden] and [1] */
  readonly headWeights: Float32Array
  readonly headBias: Float32Array
  /** Taken in turn, [rows][inputs] each. */
  readonly ticks: readonly Float32Array[]
}

/** Something that steps all rows once a call and keeps its state. */
export interface GruContender {
  step(x: Float32Array): void | Promise<void>
  /** h of every row, then the head's output of every row: [rows][hidden], [rows]. */
  results(): Float32Array
}

export function createGruProblem(hidden: number, rows: number): GruProblem {
  const inputs = 8
  const spec = networkSpec(inputs, [{ cell: 'gru', hidden, reset: 'before' }], 1)
  const { tensors, length } = tensorLayout(spec)
  const weights = Float32Array.from(seededNumbers(5, length, 1 / Math.sqrt(hidden)))
  const tensor = (n: number) => weights.subarray(tensors[n]!.offset, tensors[n]!.offset + tensors[n]!.length)
  const ticks = Array.from({ length: 16 }, (_, n) => Float32Array.from(seededNumbers(n + 9, rows * inputs, 1)))
  const [inputWeights, recurrentWeights, bias] = [tensor(0), tensor(1), tensor(2)]
  const head = { headWeights: tensor(3), headBias: tensor(4) }
  return { inputs, hidden, rows, spec, weights, inputWeights, recurrentWeights, bias, ...head, ticks }
}

/** Steps every contender through the same ticks and throws when one differs from the first by more than 1e-5. */
export async function expectAgreement(
  { ticks }: GruProblem,
  contenders: Readonly<Record<string, GruContender>>,
): Promise<void> {
  const [[, first], ...others] = Object.entries(contenders) as [[string, GruContender], ...[string, GruContender][]]
  for (let round = 0; round < 3; round++) {
    for (const x of ticks) {
      await first.step(x)
      for (const [name, other] of others) {
        await other.step(x)
        const expected = first.results()
        const difference = Math.max(...other.results().map((value, i) => Math.abs(value - expected[i]!)))
        if (!(difference <= 1e-5)) throw new Error(`${name} differs by ${difference}: not the same network`)
      }
    }
  }
}

/** A function that hands out the ticks in turn. */
export function inTurn({ ticks }: GruProblem): () => Float32Array {
  let n = 0
  return () => ticks[n++ & 15]!
}
