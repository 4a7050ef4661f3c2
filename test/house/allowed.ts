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
    path: 'src/cli/',
    what: ['process.argv', 'process.env', 'process.exit', 'process.exitCode'],
    reason: 'the program: it alone knows its surroundings and leaves with a code',
  },
]
