import { commandTable } from './command-table.ts'

const call = new RegExp(`\\btickwise (?=${commandTable.map(({ name }) => name).join('|')}|--help)`, 'g')

/** What to type, in words of the place where the program was started: a clone has no `tickwise` on its path. */
export function calledAs(program: string, text: string): string {
  return program === 'tickwise' ? text : text.replaceAll(call, `${program} `)
}
