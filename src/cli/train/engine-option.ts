import { Option } from 'commander'
import { engineNames } from '../../training/engines/engines.ts'

/** `--engine`; a package that is missing is named when it is asked for, with the line that installs it. */
export function engineOption(what: string): Option {
  return new Option(
    '--engine <name>',
    `${what}: our kernels, or TensorFlow.js, an optional package (native where installed, else WebAssembly)`,
  )
    .choices(engineNames)
    .default('kernel')
}
