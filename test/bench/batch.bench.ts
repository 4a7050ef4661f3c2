import type { Bench } from './bench.ts'
import { createGruProblem, expectAgreement, inTurn, type GruProblem } from './gru-problem.ts'
import { createKernelGru } from './kernel-gru.ts'
import { createOnnxGru } from './onnx-gru.ts'
import { timeAwaitedCalls, timeCalls } from './time-calls.ts'

const rows = 64
const goals = [
  { hidden: 32, goal: 1.4 },
  { hidden: 64, goal: 1.1 },
  { hidden: 128, goal: 0.7 },
]

export const batch: Bench = {
  name: 'batch',
  about:
    `a GRU, ${rows} keys at once, per tick. onnxruntime-node takes the widest the processor has, AVX2 or AVX-512, and ` +
    'fused multiply-add; WebAssembly has 128 bits, and multiplies and adds apart.',
  async *figures() {
    for (const { hidden, goal } of goals) {
      const problem = createGruProblem(hidden, rows)
      await expectAgreement(problem, { kernel: createKernelGru(problem), onnx: await createOnnxGru(problem) })
      yield {
        name: `GRU 8 to ${hidden}, ${rows} keys`,
        unit: 'µs/tick',
        better: 'lower',
        // The goals are near what is reached: neither one busy second nor the pages that a contender got must decide.
        rounds: 41,
        value: () => timeKernel(problem),
        baselines: [{ name: 'onnxruntime-node 1.22.0', measure: () => timeOnnx(problem), goal }],
      }
    }
  },
}

// Each measurement opens its contender anew.

function timeKernel(problem: GruProblem): number {
  const kernel = createKernelGru(problem)
  const next = inTurn(problem)
  return timeCalls(() => void kernel.step(next()), rows)
}

async function timeOnnx(problem: GruProblem): Promise<number> {
  const onnx = await createOnnxGru(problem)
  const next = inTurn(problem)
  return timeAwaitedCalls(async () => onnx.step(next()), rows)
}
