import { describe, expect, test } from 'vitest'
import { commandTable } from '../../../src/cli/command-table.ts'
import { runTickwise } from './run-tickwise.ts'

describe('help', () => {
  test('names every command and the first one to type', async () => {
    const { code, out } = await runTickwise(['--help'])
    expect(code).toBe(0)
    expect(out).toContain('tickwise demo prices')
    for (const { name, summary } of commandTable) {
      expect(out).toContain(`  ${name}`)
      expect(out.replaceAll(/\s+/g, ' ')).toContain(summary)
    }
  })

  test('is what a bare call prints', async () => {
    expect(await runTickwise([])).toEqual(await runTickwise(['--help']))
  })

  test.each(commandTable.map(({ name }) => name))('of %s has an example and the exit codes', async (name) => {
    const { code, out } = await runTickwise([name, '--help'])
    expect(code).toBe(0)
    expect(out).toContain(`Examples:\n  tickwise ${name}`)
    expect(out).toContain('130 when interrupted')
    expect(out).toContain('--json')
    expect(await runTickwise(['help', name])).toEqual({ code, out, err: '' })
  })
})

describe('in a clone, where npm calls it', () => {
  const program = 'npm run tickwise --'

  test('help says what to type there', async () => {
    const { out } = await runTickwise(['--help'], { program })
    expect(out).toContain('Usage: npm run tickwise -- [options] [command]')
    expect(out).toContain('First command to type:  npm run tickwise -- demo prices')
  })

  test('so do errors and examples', async () => {
    const { err } = await runTickwise(['predict', 'nowhere', '1'], { program })
    expect(err).toContain('`npm run tickwise -- train`')
    const { out } = await runTickwise(['inspect', '--help'], { program })
    expect(out).toContain('  npm run tickwise -- inspect --state')
    expect(out).not.toMatch(/(?<!run) tickwise inspect/)
  })
})

describe('a wrong command line leaves with 2 and says what there is', () => {
  test.each([
    [['frobnicate'], "unknown command 'frobnicate'"],
    [['demo', '--speed', 'fast'], 'Expected a number above 0'],
    [['demo', 'weather'], 'Expected one of: prices'],
    [['demo', '--port', '70000'], 'Expected a whole number from 0 to 65535'],
    [['run'], "missing required argument 'file'"],
    [['train', 'x.csv', '--cell', 'transformer'], 'Allowed choices are rnn, lstm, gru'],
    [['train', 'x.csv', '--horizons', '5-1'], 'whole numbers from 1 to 1000'],
    [['inspect'], "required option '--state <place>' not specified"],
    [['inspect', '--state', 'x', '--frob'], "unknown option '--frob'"],
  ])('%j', async (words, said) => {
    const { code, out, err } = await runTickwise(words)
    expect(code).toBe(2)
    expect(err).toContain(said)
    expect(err).toContain('--help')
    expect(out).toBe('')
  })
})

describe('an error', () => {
  test('says what was expected, what came and what to do, without a stack', async () => {
    const { code, err } = await runTickwise(['inspect', '--state', 'no-such-folder'])
    expect(code).toBe(1)
    expect(err).toMatch(/^Expected {2}.+\nGot {7}.+\nTo do {5}.+\n$/)
  })

  test('shows its stack with --verbose', async () => {
    const { err } = await runTickwise(['inspect', '--state', 'no-such-folder', '--verbose'])
    expect(err).toContain('database.ts')
  })

  test('is an object with --json', async () => {
    const { code, out, err } = await runTickwise(['inspect', '--state', 'no-such-folder', '--json'])
    expect(code).toBe(1)
    expect(out).toBe('')
    expect(JSON.parse(err)).toEqual({
      error: {
        code: 'INPUT_INVALID',
        expected: expect.any(String) as string,
        received: expect.any(String) as string,
        action: expect.any(String) as string,
      },
    })
  })

  test('of the command line is an object with --json, too', async () => {
    const { code, err } = await runTickwise(['demo', '--json', '--speed', 'fast'])
    expect(code).toBe(2)
    expect(JSON.parse(err)).toHaveProperty('error.message')
  })
})
