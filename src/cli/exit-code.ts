/** How the program leaves; every command's --help says so. */
export const exitCode = { ok: 0, failed: 1, usage: 2, interrupted: 130 } as const

export type ExitCode = (typeof exitCode)[keyof typeof exitCode]

export const exitCodeHelp =
  'Leaves with 0 when done, 1 when it failed, 2 for a wrong command line or configuration, 130 when interrupted.'
