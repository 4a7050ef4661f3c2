import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'

const root = join(import.meta.dirname, '..', '..')

export interface Violation {
  readonly rule: string
  readonly from: string
  readonly to: string
}

interface Cruise {
  readonly summary: {
    readonly totalCruised: number
    readonly violations: readonly {
      readonly rule: { readonly name: string }
      readonly from: string
      readonly to: string
    }[]
  }
}

/** Runs dependency-cruiser with the project's rules on `folder` (the project's root, or a tree made for a test). */
export async function checkImports(folder: string = root): Promise<{ files: number; violations: Violation[] }> {
  const program = join(root, 'node_modules', 'dependency-cruiser', 'bin', 'dependency-cruiser.mjs')
  const rules = join(root, '.dependency-cruiser.mjs')
  const parameters = [program, '--config', rules, '--output-type', 'json', 'src', 'operators', 'connectors']
  const { stdout } = await promisify(execFile)(process.execPath, parameters, {
    cwd: folder,
    maxBuffer: 256 * 1024 * 1024,
  })
  const { summary } = JSON.parse(stdout) as Cruise
  const violations = summary.violations.map(({ rule, from, to }) => ({ rule: rule.name, from, to }))
  return { files: summary.totalCruised, violations }
}
