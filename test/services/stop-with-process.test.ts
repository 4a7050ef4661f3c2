import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, test } from 'vitest'

const module = new URL('stop-with-process.ts', import.meta.url).href
const script = `
  import { stopWithProcess } from ${JSON.stringify(module)}
  stopWithProcess(() => console.log('first'))
  stopWithProcess(() => console.log('gone'))()
  stopWithProcess(() => console.log('last'))
  if (process.argv.at(-1) === 'exit') process.exit(3)
  setInterval(() => {}, 1000)
  console.log('up')
`

/** What a process with three programs said, one of which it stopped by itself, and how it ended. */
async function end(how: 'exit' | NodeJS.Signals) {
  const words = ['--disable-warning=ExperimentalWarning', '--input-type=module', '--eval', script, '--', how]
  const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'] })
  let said = ''
  child.stdout.on('data', (chunk: Buffer) => {
    said += chunk.toString()
    if (said === 'up\n' && how !== 'exit') child.kill(how)
  })
  const ended = await once(child, 'close')
  return { said, ended }
}

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('stops what runs at %s, and ends by it', async (signal) => {
  expect(await end(signal)).toEqual({ said: 'up\nlast\nfirst\n', ended: [null, signal] })
})

test('stops what runs when the process exits', async () => {
  expect(await end('exit')).toEqual({ said: 'last\nfirst\n', ended: [3, null] })
})
