/**
 * Who may import whom. Dependency-cruiser builds its rules from these tables, and test/house.test.ts holds
 * ARCHITECTURE.md against them, so that the page people read and the rules that bite can't drift apart.
 */
export interface FolderRule {
  /** Path from the root, without a slash at the end; a file for `src/errors.ts`. */
  readonly folder: string
  /** Other folders it may import; its own files always. */
  readonly mayImport: readonly string[]
}

const core = ['src/errors.ts', 'src/stream', 'src/numeric', 'src/model', 'src/text', 'src/cell', 'src/kernel']
const stateful = [...core, 'src/state', 'src/evaluation', 'src/turn']

const library: readonly FolderRule[] = [
  { folder: 'src/errors.ts', mayImport: [] },
  { folder: 'src/stream', mayImport: ['src/errors.ts'] },
  { folder: 'src/numeric', mayImport: ['src/errors.ts'] },
  { folder: 'src/model', mayImport: ['src/errors.ts', 'src/stream', 'src/numeric'] },
  { folder: 'src/text', mayImport: ['src/errors.ts', 'src/numeric', 'src/model'] },
  { folder: 'src/cell', mayImport: ['src/errors.ts', 'src/numeric', 'src/model'] },
  { folder: 'src/kernel', mayImport: ['src/errors.ts', 'src/numeric', 'src/model', 'src/cell'] },
  { folder: 'src/evaluation', mayImport: ['src/errors.ts', 'src/numeric', 'src/stream', 'src/model'] },
  { folder: 'src/training', mayImport: [...core, 'src/evaluation'] },
  { folder: 'src/state', mayImport: ['src/errors.ts', 'src/stream', 'src/numeric'] },
  { folder: 'src/turn', mayImport: [...core, 'src/state'] },
  { folder: 'operators', mayImport: stateful },
  { folder: 'src/registry', mayImport: ['src/errors.ts', 'src/numeric', 'src/model'] },
  { folder: 'src/retraining', mayImport: [...stateful, 'src/training', 'src/registry', 'operators'] },
  { folder: 'connectors', mayImport: ['src/errors.ts', 'src/stream', 'src/state', 'src/registry'] },
  { folder: 'src/pipeline', mayImport: [...stateful, 'src/training', 'operators', 'connectors', 'src/retraining'] },
  {
    folder: 'src/testing',
    mayImport: [...stateful, 'src/training', 'src/registry', 'src/pipeline', 'operators', 'connectors'],
  },
  { folder: 'src/dashboard', mayImport: ['src/errors.ts', 'src/stream'] },
  { folder: 'src/operations', mayImport: ['src/errors.ts', 'src/stream', 'src/dashboard'] },
]

export const folderMap: readonly FolderRule[] = [
  ...library,
  { folder: 'src/cli', mayImport: library.map(({ folder }) => folder) },
  {
    folder: 'src/index.ts',
    mayImport: [...stateful, 'src/training', 'src/registry', 'src/pipeline', 'src/retraining'],
  },
]

export interface PackageRule {
  /** npm package names. */
  readonly packages: readonly string[]
  /** Folders that may import them; all others may not. */
  readonly onlyIn: readonly string[]
}

/** A package that isn't listed here may be imported nowhere in the library. */
export const packageMap: readonly PackageRule[] = [
  { packages: ['zod'], onlyIn: ['src', 'operators', 'connectors'] },
  { packages: ['@noble/hashes'], onlyIn: ['src/numeric'] },
  { packages: ['@bufbuild/protobuf'], onlyIn: ['src/model/import', 'src/model/export'] },
  { packages: ['jsfive'], onlyIn: ['src/model/import'] },
  { packages: ['rxjs'], onlyIn: ['operators', 'src/pipeline', 'src/testing'] },
  { packages: ['@js-joda/core', '@js-joda/timezone'], onlyIn: ['src/stream'] },
  { packages: ['csv-parse'], onlyIn: ['connectors', 'src/stream'] },
  { packages: ['ws'], onlyIn: ['connectors/websocket'] },
  { packages: ['ioredis'], onlyIn: ['connectors/redis'] },
  { packages: ['@platformatic/kafka'], onlyIn: ['connectors/kafka'] },
  { packages: ['hono', '@hono/node-server'], onlyIn: ['src/dashboard', 'src/operations'] },
  { packages: ['uplot'], onlyIn: ['src/dashboard'] },
  { packages: ['pino', 'prom-client', '@opentelemetry/api'], onlyIn: ['src/operations'] },
  { packages: ['commander', 'cli-progress', 'cli-table3', 'picocolors'], onlyIn: ['src/cli'] },
  { packages: ['@tensorflow/tfjs'], onlyIn: ['src/training/engines'] },
  { packages: ['croner'], onlyIn: ['src/retraining'] },
  { packages: ['@aws-sdk/client-s3'], onlyIn: ['connectors/s3'] },
  { packages: ['vitest'], onlyIn: ['src/testing/contracts'] },
]

/** The same for modules of Node that open something, or that know the process. */
export const builtinMap: readonly PackageRule[] = [
  { packages: ['sqlite'], onlyIn: ['connectors/sqlite'] },
  { packages: ['process'], onlyIn: ['src/cli', 'connectors/stdio'] },
  { packages: ['child_process', 'cluster'], onlyIn: ['src/cli'] },
  { packages: ['http', 'https', 'http2', 'net', 'tls', 'dgram'], onlyIn: ['src/dashboard', 'src/cli'] },
  { packages: ['worker_threads'], onlyIn: ['src/training', 'src/retraining', 'src/pipeline', 'src/cli'] },
]

/** Where a program or a package user comes in. What can't be reached from here is dead. */
export const entryPoints = [
  '^src/index[.]ts$',
  '^src/cli/main[.]ts$',
  '^src/model/index[.]ts$',
  '^src/testing/index[.]ts$',
  '^src/testing/contracts/[^/]+-contract[.]ts$', // run by the tests of each store, source and sink
  '^operators/index[.]ts$',
  '^connectors/[^/]+/index[.]ts$',
  '^src/kernel/reference/create-reference-network[.]ts$', // the measure of the kernels, for tests and benches
  '(^|[-/])worker[.]ts$', // started by its address, which no import shows
]
