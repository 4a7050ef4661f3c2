/** What the program knows of the process it runs in. Only main.ts makes one; tests make their own. */
export interface Surroundings {
  /** How to call the program from here: `tickwise`, or `npm run tickwise --` in a clone. */
  readonly program: string
  /** The command line, without the program itself. */
  readonly words: readonly string[]
  /** Read only by commands that people type into. */
  readonly stdin: NodeJS.ReadStream
  readonly stdout: NodeJS.WriteStream
  readonly stderr: NodeJS.WriteStream
  /** Fires at the first Ctrl+C; the second one ends the process. */
  readonly interrupted: AbortSignal
  /** NO_COLOR is set. */
  readonly noColour: boolean
  /** Settings by variable; none where a test gives none. */
  readonly environment?: Readonly<Record<string, string | undefined>>
  /** `<step>:<n>`: die at the n-th time a commit step is reached, for crash tests. */
  readonly failpoint: string | undefined
  /** Ends the process as a crash would. */
  readonly crash: () => void
}
