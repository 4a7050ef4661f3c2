import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { chromium, type Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startDashboard, type Dashboard } from '../../../src/dashboard/server.ts'
import { randomWalk } from './random-walk.ts'

const executablePath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync)
const reason = 'no Chromium (apt-get install chromium)'

let browser: Browser | undefined
let dashboard: Dashboard

beforeAll(async () => {
  dashboard = await startDashboard({ port: 0, title: 'prices', tickName: 'day' })
  for (const frame of randomWalk(['AAA', 'BBB'], 200, 32)) dashboard.publish(frame)
  const counts = { ticks: 400, keys: 2, deadLetters: 2, ticksPerSecond: 41.6, checkpointOffset: 380 }
  dashboard.status({ pipeline: 'prices', ...counts, state: 'running' })
  if (executablePath === undefined) return
  const names = 'MAP rebound.example 127.0.0.1, MAP other.example 127.0.0.1'
  const args = ['--headless', '--no-sandbox', '--disable-gpu', `--host-resolver-rules=${names}`]
  browser = await chromium.launch({ executablePath, args })
}, 120_000)

afterAll(async () => {
  await browser?.close()
  await dashboard.close()
})

test('a name that was pointed here (DNS rebinding) gets nothing', async (context) => {
  context.skip(browser === undefined, reason)
  const page = await browser!.newPage()
  const { port } = new URL(dashboard.url)
  const response = await page.goto(`http://rebound.example:${port}/`)
  expect(response?.status()).toBe(403)
  for (const path of ['/events', '/about.json', '/main.js']) {
    const asked = await page.evaluate(`fetch('${path}').then(({ status }) => status)`)
    expect(asked).toBe(403)
  }
  await page.close()
}, 60_000)

test('a page of another site can neither read, nor listen, nor embed', async (context) => {
  context.skip(browser === undefined, reason)
  const stranger = createServer((_, response) => response.setHeader('content-type', 'text/html').end('<p>hello'))
  stranger.listen(0, '127.0.0.1')
  await once(stranger, 'listening')
  context.onTestFinished(() => void stranger.close())
  const page = await browser!.newPage()
  await page.goto(`http://other.example:${(stranger.address() as AddressInfo).port}/`)
  const read = (path: string) =>
    `fetch('${dashboard.url}${path}').then((r) => r.text(), (error) => 'refused: ' + error)`
  for (const path of ['', 'about.json', 'events'])
    expect(await page.evaluate(read(path))).toMatch(/^refused: TypeError/)
  const listening = `new Promise((resolve) => {
    const events = new EventSource('${dashboard.url}events')
    events.onopen = () => resolve('open')
    events.onerror = () => { events.close(); resolve('refused') }
  })`
  expect(await page.evaluate(listening)).toBe('refused')
  const embedded = `new Promise((resolve) => {
    const frame = document.createElement('iframe')
    frame.onload = () => { let seen = true; try { seen = frame.contentDocument !== null } catch { seen = false } resolve(seen) }
    frame.src = '${dashboard.url}'
    document.body.append(frame)
  })`
  expect(await page.evaluate(embedded)).toBe(false)
  const inside = page.frames().find((frame) => frame !== page.mainFrame())
  expect(await inside?.locator('#price').count()).toBe(0)
  await page.close()
}, 60_000)
