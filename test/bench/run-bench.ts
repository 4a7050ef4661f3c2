// Measures one bench and tells its parent how many figures missed; started by main.ts.
import { benches } from './benches.ts'
import { measureFigure } from './measure-figure.ts'
import { figureJson, figureText } from './report.ts'

const [name, form] = process.argv.slice(2)
const inJson = form === '--json'
const say = inJson ? console.error : console.log

const bench = await benches[name!]!()
say(`\n${bench.name}: ${bench.about}`)
let missed = 0
for await (const figure of bench.figures()) {
  const result = await measureFigure(figure)
  say(figureText(result))
  if (inJson) console.log(figureJson(bench.name, result))
  if (!result.passed) missed++
}
process.send?.(missed)
