import { parseArgs } from 'node:util'
import { benches } from './benches.ts'
import { measureFigure } from './measure-figure.ts'
import { commandLine, figureJson, figureText, machineLine } from './report.ts'

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
for (const name of positionals) {
  const bench = await benches[name]!()
  say(`\n${bench.name}: ${bench.about}`)
  for await (const figure of bench.figures()) {
    const result = await measureFigure(figure)
    say(figureText(result))
    if (values.json) console.log(figureJson(bench.name, result))
    if (!result.passed) missed++
  }
}
say(missed === 0 ? '\nevery figure reaches its goal' : `\n${missed} figure${missed === 1 ? '' : 's'} missed the goal`)
process.exitCode = missed === 0 ? 0 : 1
