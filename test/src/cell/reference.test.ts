import { createReferenceNetwork } from '../../../src/kernel/reference/create-reference-network.ts'
import { cellContract } from '../../contracts/cell-contract.ts'

cellContract({
  name: 'float64 reference',
  create: createReferenceNetwork,
  outputTolerance: 1e-12,
  gradientTolerance: 1e-10,
  differenceStep: 1e-5,
  differenceTolerance: 1e-8,
})
