export interface Allowance {
  /** A file, or a folder with a slash at the end. */
  readonly path: string
  /** What findMachineDependence may find there. */
  readonly what: readonly string[]
  readonly reason: string
}

/** Each line is an exception from the house rules with its reason. A line that nothing needs any more fails the test. */
export const allowed: readonly Allowance[] = [
  { path: 'src/kernel/', what: ['WebAssembly'], reason: 'the one place that compiles and holds the kernels' },
  {
    path: 'src/cell/vector.ts',
    what: ['Math.exp', 'Math.tanh'],
    reason: 'the float64 reference: it is compared within a tolerance, and nothing it computes is saved or emitted',
  },
  {
    path: 'src/stream/collect-batch.ts',
    what: ['performance.now'],
    reason: 'how long a read waits for more; the size of a batch changes no byte of what is saved',
  },
  {
    path: 'src/pipeline/run-loop.ts',
    what: ['performance.now'],
    reason: 'when a save is due; where a turn is saved changes no byte of what is saved',
  },
  {
    path: 'src/state/create-token.ts',
    what: ['randomUUID'],
    reason: 'the nonce of a claim, which fences an older owner and must never repeat',
  },
  {
    path: 'src/training/wide/is-quicker.ts',
    what: ['performance.now'],
    reason: 'which of two kernels that give the same bits is quicker',
  },
  {
    path: 'src/training/shards/shard-turns.ts',
    what: ['performance.now'],
    reason: 'how long a thread stays awake before it sleeps; it decides no bit of what is trained',
  },
  {
    path: 'src/retraining/challenger/cpu-share.ts',
    what: ['performance.now'],
    reason: 'how long a thread that trains has to rest; it decides no bit of what is trained',
  },
  {
    path: 'src/dashboard/text-page.ts',
    what: ['performance.now'],
    reason: 'how long an answer took, for its reader',
  },
  { path: 'src/cli/', what: ['performance.now'], reason: 'rates, and how often the screen is drawn' },
  { path: 'src/cli/models/', what: ['Date.now'], reason: 'when a person added a model or decided about one' },
  { path: 'src/cli/run/models-observer.ts', what: ['Date.now'], reason: 'when a model was swapped, for the page' },
  {
    path: 'connectors/redis/objects.ts',
    what: ['randomUUID'],
    reason: 'who wrote an object first, when the answer of the server was lost',
  },
  {
    path: 'connectors/s3/objects.ts',
    what: ['randomUUID'],
    reason: 'who wrote an object first, when the answer of the storage was lost',
  },
  {
    path: 'connectors/file/objects.ts',
    what: ['randomUUID'],
    reason: 'the name of a file that is not whole yet, which two writers must not share',
  },
  {
    path: 'connectors/kafka/produce-rounds.ts',
    what: ['Date.now'],
    reason: 'the timestamp that a record of Kafka has: when it was written; neither its key, value nor headers',
  },
  {
    path: 'src/cli/',
    what: ['process.argv', 'process.env', 'process.exit', 'process.exitCode'],
    reason: 'the program: it alone knows its surroundings and leaves with a code',
  },
]
