import { describe, expect, it } from 'vitest'
import { chunkProblem, layerForms, networkOf } from '../../../../src/testing/engine-problems.ts'
import { createTensorFlowNetwork } from '../../../../src/training/engines/tfjs/create-tensorflow-network.ts'
import { loadTensorFlow } from '../../../../src/training/engines/tfjs/load-tensorflow.ts'

const { tf } = await loadTensorFlow({ backend: 'wasm' })

describe('createTensorFlowNetwork', () => {
  it('leaves no tensor behind', () => {
    const before = tf.memory().numTensors
    const spec = networkOf(layerForms['a stack of all'], 2)
    const { weights, inputs, states, outputGradients, stateGradients } = chunkProblem(spec, 4, 3)
    const network = createTensorFlowNetwork(tf, spec, weights)
    const held = tf.memory().numTensors
    for (let i = 0; i < 3; i++) {
      network.forward(inputs, states, 4, 3)
      network.backward(outputGradients, stateGradients)
      network.load()
    }
    expect(tf.memory().numTensors).toBe(held)
    network.close()
    expect(tf.memory().numTensors).toBe(before)
  })

  it('changes nothing that it is given', () => {
    const spec = networkOf(layerForms.lstm, 2)
    const problem = chunkProblem(spec, 4, 3)
    const copies = structuredClone(problem)
    const network = createTensorFlowNetwork(tf, spec, problem.weights)
    network.forward(problem.inputs, problem.states, 4, 3)
    network.backward(problem.outputGradients, problem.stateGradients)
    expect(problem).toEqual(copies)
    network.close()
  })
})
