import { TickwiseError } from '../../../errors.ts'
import type { NetworkSpec, SequenceNetwork } from '../../../kernel/stepper.ts'
import { inputSize, outputSize, stateSize } from '../../../model/spec.ts'
import { tensorLayout } from '../../../model/tensors.ts'
import { runNetwork, type Weights } from './run-network.ts'
import type { Tensor, Tensor2D, TensorFlow } from './tensorflow.ts'

interface Chunk {
  readonly inputs: Float32Array
  readonly states: Float32Array
  readonly timesteps: number
  readonly sequences: number
}

/**
 * A network over sequences whose gradients TensorFlow.js derives by itself, for a check that shares no code with the
 * kernels. `backward` runs forward again, because a tape of TensorFlow.js can't stay open between two calls.
 * Throws KERNEL_FAILED for wrong lengths, MODEL_INVALID for tensors that it does not know.
 */
export function createTensorFlowNetwork(tf: TensorFlow, spec: NetworkSpec, first: Float32Array): SequenceNetwork {
  const { tensors, length } = tensorLayout(spec)
  const size = { input: inputSize(spec), state: stateSize(spec), output: outputSize(spec) }
  const unknown = tensors.filter(
    ({ name }) => !/^(layers\.\d+\.(\w+Weights|bias|recurrentBias|norm(Gain|Bias))|head\.\w+)$/.test(name),
  )
  if (unknown.length > 0) throw unknownTensors(unknown.map(({ name }) => name))
  expectLength('weights', first, length)
  const parameters = Float32Array.from(first)
  const gradients = new Float32Array(length)
  let weights: Weights | undefined
  let last: Chunk | undefined

  const release = () => {
    for (const tensor of weights?.values() ?? []) tensor.dispose()
  }
  const load = () => {
    release()
    weights = new Map(
      tensors.map(({ name, shape, offset, length: count }) => [
        name,
        tf.tensor(parameters.slice(offset, offset + count), [...shape]),
      ]),
    )
  }
  const opened = () => weights ?? refuse('an open network', 'a closed one')
  const matrices = ({ inputs, states, timesteps, sequences }: Chunk) => [
    tf.tensor2d(inputs, [timesteps * sequences, size.input]),
    tf.tensor2d(states, [sequences, size.state]),
  ]
  load()

  const network: SequenceNetwork = {
    parameters,
    gradients,
    load() {
      opened()
      load()
    },
    forward(inputs, states, timesteps, sequences) {
      const open = opened()
      if (!isCount(timesteps) || !isCount(sequences)) {
        refuse('whole numbers of timesteps and sequences', `${timesteps} and ${sequences}`)
      }
      expectLength('inputs', inputs, timesteps * sequences * size.input)
      expectLength('states', states, sequences * size.state)
      const chunk = { inputs: inputs.slice(), states: states.slice(), timesteps, sequences }
      last = chunk
      if (timesteps * sequences === 0) return { outputs: new Float32Array(0), states: states.slice() }
      return tf.tidy(() => {
        const [x, s] = matrices(chunk)
        const result = runNetwork(tf, spec, open, x as Tensor2D, s as Tensor2D, timesteps)
        return { outputs: numbersOf(result.outputs), states: numbersOf(result.states) }
      })
    },
    backward(outputGradients, stateGradients) {
      const open = opened()
      if (!last) return refuse('a forward before each backward', 'none')
      const chunk = last
      const { timesteps, sequences } = chunk
      expectLength('output gradients', outputGradients, timesteps * sequences * size.output)
      if (stateGradients) expectLength('state gradients', stateGradients, sequences * size.state)
      last = undefined
      if (timesteps * sequences === 0) {
        return { inputs: new Float32Array(0), states: stateGradients?.slice() ?? new Float32Array(chunk.states.length) }
      }
      const all = tf.tidy(() => {
        const dOutputs = tf.tensor2d(outputGradients, [timesteps * sequences, size.output])
        const dStates = stateGradients && tf.tensor2d(stateGradients, [sequences, size.state])
        const names = [...open.keys()]
        // What backward gives is the gradient of this sum: outputs and states weighted by what is handed in.
        const sum = tf.grads((...args: Tensor[]) => {
          const byName = new Map(names.map((name, n) => [name, args[n]!]))
          const [x, s] = args.slice(names.length)
          const result = runNetwork(tf, spec, byName, x as Tensor2D, s as Tensor2D, timesteps)
          const ofOutputs = tf.sum(tf.mul(result.outputs, dOutputs))
          return dStates ? tf.add(ofOutputs, tf.sum(tf.mul(result.states, dStates))) : ofOutputs
        })
        return sum([...open.values(), ...matrices(chunk)]).map(numbersOf)
      })
      tensors.forEach(({ offset }, n) => {
        all[n]!.forEach((value, i) => (gradients[offset + i]! += value))
      })
      return { inputs: all[tensors.length]!, states: all[tensors.length + 1]! }
    },
    backwardParameters: (outputGradients) => void network.backward(outputGradients),
    close() {
      release()
      weights = undefined
      last = undefined
    },
  }
  return network
}

const isCount = (value: number) => Number.isInteger(value) && value >= 0

const numbersOf = (tensor: Tensor): Float32Array => Float32Array.from(tensor.dataSync<'float32'>())

function expectLength(name: string, { length }: Float32Array, expected: number): void {
  if (length !== expected) refuse(`${expected} numbers of ${name}`, String(length))
}

function refuse(expected: string, received: string): never {
  throw new TickwiseError('KERNEL_FAILED', {
    expected,
    received,
    action: 'Check the shapes against the model spec: [timestep][sequence][unit], contiguous.',
  })
}

function unknownTensors(names: readonly string[]): TickwiseError {
  return new TickwiseError('MODEL_INVALID', {
    expected: 'a network that TensorFlow.js can train: RNN, LSTM and GRU layers and a linear head',
    received: `one with ${names.join(', ')}`,
    action: 'Train it with the kernel engine.',
  })
}
