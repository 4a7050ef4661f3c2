import { acknowledgedSink, sink } from '../../../connectors/memory/index.ts'
import { acknowledgedSinkContract, markedSinkContract } from '../../../src/testing/contracts/sink-contract.ts'

let marked = sink()
markedSinkContract('memory', {
  create: () => Promise.resolve(marked),
  written: () => Promise.resolve(marked.outputs.map(({ id }) => id)),
  dispose: () => {
    marked = sink()
    return Promise.resolve()
  },
})

let acknowledged = acknowledgedSink()
acknowledgedSinkContract('memory', {
  create: () => Promise.resolve(acknowledged),
  written: () => Promise.resolve(acknowledged.outputs.map(({ id }) => id)),
  dispose: () => {
    acknowledged = acknowledgedSink()
    return Promise.resolve()
  },
})
