import { fork } from 'node:child_process'
import { once } from 'node:events'
import { parseArgs } from 'node:util'
import { benches } from './benches.ts'
import { commandLine, machineLine } from './report.ts'

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean', default: false } },
})
const unknown = positionals.filter((name) => !(name in benches))
if (unknown.length > 0 || positionals.length === 0) {
  console.error(`usage: npm run bench -- NAME... [--json]\nbenches: ${Object.keys(benches).join(', ')}`)
  if (unknown.length > 0) console.error(`unknown: ${unknown.join(', ')}`)
  process.exit(2)
}

/** With --json, standard output holds figures only. */
const say = values.json ? console.error : console.log
say(`${machineLine()}\n${commandLine()}\nmedian (least-most)`)
let missed = 0
for (const name of positionals) missed += await runBench(name)
say(missed === 0 ? '\nevery figure reaches its goal' : `\n${missed} figure${missed === 1 ? '' : 's'} missed the goal`)
process.exitCode = missed === 0 ? 0 : 1

/** How many figures missed, in a process of its own: what one bench leaves in memory and in the engine slows no other. */
async function runBench(name: string): Promise<number> {
  const child = fork(new URL('run-bench.ts', import.meta.url), [name, ...(values.json ? ['--json'] : [])])
  let missed: number | undefined
  child.on('message', (message) => (missed = message as number))
  // What it had to say may come in after its end.
  const [[code, signal]] = (await Promise.all([once(child, 'exit'), once(child, 'disconnect')])) as [
    [number | null, string | null],
    unknown,
  ]
  if (code === 0 && missed !== undefined) return missed
  throw new Error(`the bench ${name} ended with ${signal ?? `code ${code}`}`)
}
