import { InvalidArgumentError, Option } from 'commander'
import type { Command } from '../command.ts'
import { positiveNumber, port } from '../parse-number.ts'

interface DemoOptions {
  readonly speed: number | 'max'
  readonly dashboard: boolean
  readonly port?: number
  readonly state: string
  readonly reset?: true
}

export const demo: Command<DemoOptions> = {
  examples: [
    'tickwise demo prices',
    'tickwise demo prices --speed max --no-dashboard',
    'tickwise demo prices --reset --speed 20 --port 8080',
  ],
  configure(line) {
    line
      .description(
        'Serves daily exchange rates and oil prices that the shipped network has never seen (2015 and later), day by day: ' +
          'a forecast for each of the next five days with its 80 % band, beside the last value. Earlier days are run ' +
          'through the same network first, silently, so that its state has a history. Interrupt it and type it again: ' +
          'it goes on where it was.',
      )
      .argument('[which]', 'prices: the only demo so far', oneOf(['prices']), 'prices')
      .option('--speed <days>', 'trading days a second, or max', speed, 5)
      .option('--no-dashboard', 'no page in the browser, only the terminal')
      .option('--port <port>', 'port of the page (default: the first free one from 4680 on)', port)
      .addOption(new Option('--state <folder>', 'where state and forecasts are kept').default('.tickwise/demo-prices'))
      .option('--reset', 'forget what was served before and start anew')
  },
  async run({ options, surroundings, print, note }) {
    const { runDemo } = await import('../demo/run-demo.ts')
    const { speed, dashboard, state: folder, reset = false, json = false } = options
    return runDemo({ speed, dashboard, port: options.port, folder, reset, json }, { ...surroundings, print, note })
  },
}

function speed(text: string): number | 'max' {
  return text === 'max' ? text : positiveNumber(text)
}

function oneOf(names: readonly string[]): (text: string) => string {
  return (text) => {
    if (names.includes(text)) return text
    throw new InvalidArgumentError(`Expected one of: ${names.join(', ')}.`)
  }
}
