import type { Command } from '../command.ts'
import { exitCode } from '../exit-code.ts'
export const train: Command = { examples: [], configure: () => undefined, run: async () => exitCode.ok }
