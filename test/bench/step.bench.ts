import type { Bench } from './bench.ts'
import { createGruProblem, expectAgreement, inTurn } from './gru-problem.ts'
import { createKernelGru } from './kernel-gru.ts'
import { createOnnxGru } from './onnx-gru.ts'
import { createPlainGru, float32Sums, float64Sums } from './plain-gru.ts'
import { timeAwaitedCalls, timeCalls } from './time-calls.ts'

export const step: Bench = {
  name: 'step',
  about: 'a GRU 8 to 64, one key, tick by tick: 8 numbers in, one call, h kept, one output.',
  async *figures() {
    const problem = createGruProblem(64, 1)
    const kernel = createKernelGru(problem)
    const onnx = await createOnnxGru(problem)
    const plain = createPlainGru(problem, float32Sums)
    const plain64 = createPlainGru(problem, float64Sums)
    await expectAgreement(problem, { kernel, onnx, plain, plain64 })
    const next = inTurn(problem)
    yield {
      name: 'GRU 8 to 64, one key',
      unit: 'µs/tick',
      better: 'lower',
      value: () => timeCalls(() => void kernel.step(next())),
      baselines: [
        {
          name: 'onnxruntime-node 1.22.0',
          measure: () => timeAwaitedCalls(async () => onnx.step(next())),
          goal: 8,
        },
        { name: 'plain loops, float32 sums', measure: () => timeCalls(() => void plain.step(next())), goal: 20 },
        { name: 'plain loops, float64 sums', measure: () => timeCalls(() => void plain64.step(next())), goal: 10 },
      ],
    }
  },
}
