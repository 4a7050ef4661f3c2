import { InvalidArgumentError } from 'commander'
import { TickwiseError } from '../../errors.ts'
import type { Command } from '../command.ts'
import { positiveNumber, port } from '../parse-number.ts'

interface DemoOptions {
  readonly speed?: number | 'max'
  readonly dashboard: boolean
  readonly port?: number
  readonly state?: string
  readonly reset?: true
}

const demos = ['prices', 'reviews', 'typing'] as const

export const demo: Command<DemoOptions> = {
  examples: [
    'tickwise demo prices',
    'tickwise demo reviews',
    'tickwise demo typing',
    'tickwise demo prices --speed max --no-dashboard',
    'tickwise demo prices --reset --speed 20 --port 8080',
  ],
  configure(line) {
    line
      .description(
        'prices: serves daily exchange rates and oil prices that the shipped network has never seen (2015 and later), day ' +
          'by day: a forecast for each of the next five days with its 80 % band, beside the last value. Earlier days are ' +
          'run through the same network first, silently, so that its state has a history. Interrupt it and type it ' +
          'again: it goes on where it was. reviews: type or paste a review, and see after every word how positive it ' +
          'sounds. typing: the likeliest next words after every key. Both on a page and in the terminal; lines piped ' +
          'in are answered one by one.',
      )
      .argument('[which]', demos.join(', '), oneOf(demos), 'prices')
      .option('--speed <days>', 'prices: trading days a second, or max (default: 5)', speed)
      .option('--no-dashboard', 'no page in the browser, only the terminal')
      .option('--port <port>', 'port of the page (default: the first free one from 4680 on)', port)
      .option('--state <folder>', 'prices: where state and forecasts are kept (default: ".tickwise/demo-prices")')
      .option('--reset', 'prices: forget what was served before and start anew')
  },
  async run({ operands, options, surroundings, print, note }) {
    const { dashboard, json = false } = options
    const outside = { ...surroundings, print, note }
    const which = demos.find((name) => name === operands[0]) ?? 'prices'
    if (which === 'prices') {
      const { runDemo } = await import('../demo/run-demo.ts')
      const { speed = 5, state: folder = '.tickwise/demo-prices', reset = false } = options
      return runDemo({ speed, dashboard, port: options.port, folder, reset, json }, outside)
    }
    refuseForText(which, options)
    const { runTextDemo } = await import('../demo/text/run-text-demo.ts')
    return runTextDemo({ which, dashboard, port: options.port, json }, outside)
  },
}

/** What is written in a demo of text is kept nowhere. */
function refuseForText(which: string, options: DemoOptions): void {
  const given = (['speed', 'state', 'reset'] as const).filter((name) => options[name] !== undefined)
  if (given.length === 0) return
  throw new TickwiseError('CONFIG_INVALID', {
    expected: `demo ${which} without ${given.map((name) => `--${name}`).join(' and ')}`,
    received: given.map((name) => `--${name}`).join(' and '),
    action: 'Leave it out: it is for the prices.',
  })
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
