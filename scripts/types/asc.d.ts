/**
 * What we use of the AssemblyScript compiler. Its own declarations redeclare `Array` for the whole program, and then the
 * type check no longer sees that `at()` may find nothing.
 */
interface CompilerHost {
  stderr?: { write(chunk: string | Uint8Array): void }
  writeFile?: (name: string, contents: string | Uint8Array, baseDir: string) => void
}

declare const asc: {
  main(options: readonly string[], host: CompilerHost): Promise<{ readonly error: Error | null }>
}
export default asc
