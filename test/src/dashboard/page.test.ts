import { existsSync } from 'node:fs'
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startDashboard, type Dashboard } from '../../../src/dashboard/server.ts'
import { randomWalk } from './random-walk.ts'

const candidates = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
const executablePath = candidates.find((path) => existsSync(path))
if (executablePath === undefined) {
  process.stderr.write(`page.test.ts is skipped: no Chromium at ${candidates.join(', ')} (apt-get install chromium)\n`)
}

describe.skipIf(executablePath === undefined)('the dashboard page', () => {
  const keys = ['S&P 500', '<img src=x onerror=alert(1)>', 'MSFT']
  let browser: Browser
  let dashboard: Dashboard
  const faults: string[] = []

  function status(ticks: number) {
    const rest = { keys: 3, deadLetters: 2, ticksPerSecond: 41.6, checkpointOffset: 1180, state: 'running' } as const
    dashboard.status({ pipeline: 'prices', ticks, ...rest })
  }

  async function start(port: number): Promise<void> {
    dashboard = await startDashboard({ port, title: 'prices', tickName: 'day' })
    for (const frame of randomWalk(keys, 400, 48)) dashboard.publish(frame)
    status(1200)
  }

  async function open(options: BrowserContextOptions = {}): Promise<Page> {
    const page = await (await browser.newContext(options)).newPage()
    page.on('pageerror', (error) => faults.push(error.message))
    page.on('console', (message) => message.type() === 'error' && faults.push(message.text()))
    await page.goto(dashboard.url)
    await page.locator('#skill tr').nth(4).waitFor()
    return page
  }

  function words(page: Page, id: string): Promise<string> {
    return page.locator(id).innerText()
  }

  beforeAll(async () => {
    const args = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking']
    browser = await chromium.launch({ executablePath: executablePath ?? '', args })
    await start(0)
  })

  afterAll(async () => {
    await browser.close()
    await dashboard.close()
  })

  test('shows price, forecasts, skill in words and the state of the run', async () => {
    const page = await open()
    const last = [...randomWalk(keys, 400, 48)].at(-3)
    expect((await words(page, '#price')).replace(/\s/g, '')).toBe(last?.text)
    expect(await page.locator('#ahead tr').count()).toBe(5)
    expect(await words(page, '#verdict')).toMatch(
      /^1 day ahead: network \d+\.\d\s% (better|worse) than last value so far\./,
    )
    expect(await words(page, '#verdict')).toMatch(/80\s% band held \d+\.\d\s% of 399 actuals\.$/)
    expect(await words(page, '#stat-dead')).toBe('2')
    expect(await words(page, '#state')).toBe('Live')
    expect(await page.title()).toBe('prices · Tickwise')
    await page.close()
  })

  test('draws the chart and the heat map', async () => {
    const page = await open()
    for (const canvas of ['#chart canvas', '#heat']) {
      const colours = await page.locator(canvas).evaluate((element) => {
        const { width, height } = element as unknown as { width: number; height: number }
        const drawn = (element as unknown as Drawable).getContext('2d').getImageData(0, 0, width, height)
        return new Set(new Uint32Array(drawn.data.buffer)).size
      })
      expect(colours).toBeGreaterThan(20)
    }
    expect(await words(page, '#hidden-words')).toMatch(/^48 units, a row each, over the last 160 ticks/)
    await page.close()
  })

  test('a key is chosen with the keyboard, and its name is text, never markup', async () => {
    const page = await open()
    await page.locator('#key').focus()
    await page.keyboard.press('ArrowDown')
    const second = [...randomWalk(keys, 400, 48)].at(-2)
    await expect.poll(async () => (await words(page, '#price')).replace(/\s/g, '')).toBe(second?.text)
    expect(await page.locator('#key option').allInnerTexts()).toEqual(keys)
    await page.close()
  })

  test('moves with the run, and holds still when asked to', async () => {
    const page = await open()
    const before = await words(page, '#price')
    const tick = {
      key: 'S&P 500',
      eventTime: undefined,
      value: 5.5,
      text: '5.50',
      naive: 5.5,
      forecasts: [],
      skill: [],
    }
    dashboard.publish(tick)
    await expect.poll(() => words(page, '#price')).toBe('5.50')
    expect(before).not.toBe('5.50')
    await page.getByRole('button', { name: 'Hold view' }).click()
    dashboard.publish({ ...tick, value: 6, text: '6.00' })
    status(1202)
    await expect.poll(async () => (await words(page, '#stat-ticks')).replace(/\s/g, '')).toBe('1202')
    expect(await words(page, '#price')).toBe('5.50')
    await page.getByRole('button', { name: 'Hold view' }).click()
    await expect.poll(() => words(page, '#price')).toBe('6.00')
    await page.close()
  })

  test('says when the run is gone and comes back by itself', async () => {
    const port = Number(new URL(dashboard.url).port)
    const seen = faults.length
    await dashboard.close()
    await start(port)
    const page = await open()
    await dashboard.close()
    await expect.poll(() => words(page, '#state'), { timeout: 5000 }).toBe('Connection lost – trying again')
    await start(port)
    await expect.poll(() => words(page, '#state'), { timeout: 10_000 }).toBe('Live')
    await page.close()
    // The browser itself reports the refused connections.
    faults.splice(seen, faults.length, ...faults.slice(seen).filter((fault) => !fault.includes('ERR_')))
  })

  test.each([360, 390, 768, 1280])('fits %d pixels without scrolling sideways', async (width) => {
    const page = await open({ viewport: { width, height: 800 } })
    const wide = await page.locator('body').evaluate(() => {
      const inside = [...document.querySelectorAll('.card')].filter((card) => card.scrollWidth > card.clientWidth)
      return { page: document.documentElement.scrollWidth, cards: inside.length }
    })
    expect(wide).toEqual({ page: width, cards: 0 })
    await page.close()
  })

  test('follows the system between light and dark', async () => {
    const page = await open({ colorScheme: 'light' })
    const background = () => page.locator('body').evaluate((body) => getComputedStyle(body).backgroundColor)
    expect(await background()).toBe('rgb(246, 246, 243)')
    await page.emulateMedia({ colorScheme: 'dark' })
    expect(await background()).toBe('rgb(14, 17, 21)')
    await page.close()
  })

  test('nothing went wrong in the browser, the strict policy included', () => {
    expect(faults).toEqual([])
  })
})

interface Drawable {
  getContext(kind: '2d'): {
    getImageData(x: number, y: number, w: number, h: number): { data: { buffer: ArrayBuffer } }
  }
}

// The few names of the browser that the functions above use; the project is compiled without the DOM.
declare const document: {
  documentElement: { scrollWidth: number }
  querySelectorAll(selector: string): Iterable<{ scrollWidth: number; clientWidth: number }>
}
declare function getComputedStyle(element: unknown): { backgroundColor: string }
