import { statefulOperators } from './stateful-operators.ts'

export interface StatefulUse {
  readonly operator: string
  /** From 1, where the file imports it. */
  readonly line: number
  readonly instead: string
}

/** The rxjs operators that hold state among those that a module's text imports by name. */
export function findStateful(text: string): StatefulUse[] {
  const uses: StatefulUse[] = []
  for (const found of text.matchAll(/^[ \t]*import\s*\{([^}]*)\}\s*from\s*['"]rxjs(?:\/operators)?['"]/gm)) {
    const line = text.slice(0, found.index).split('\n').length
    for (const part of found[1]!.split(',')) {
      const operator = part.trim().split(/\s+as\s+/)[0]!
      const instead = Object.hasOwn(statefulOperators, operator) ? statefulOperators[operator] : undefined
      if (instead !== undefined) uses.push({ operator, line, instead })
    }
  }
  return uses
}
