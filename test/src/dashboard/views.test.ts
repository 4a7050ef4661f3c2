import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { auditPage } from '../../browser/audit-page.ts'
import { launchChromium, noBrowser } from '../../browser/chromium.ts'
import { startBusyDashboard, type BusyDashboard } from './busy-dashboard.ts'

/** Each view, and what stands in it once it is drawn. */
const drawn = {
  forecasts: '#skill tr:nth-child(5)',
  scores: '#scores-skill tbody tr:nth-child(3)',
  run: '#run-partitions tbody tr:nth-child(2)',
  letters: '#letters-last tbody tr:nth-child(2)',
  models: '#models-events tbody tr:nth-child(2)',
} as const
type View = keyof typeof drawn
const views = Object.keys(drawn) as View[]

describe('the views of the dashboard', () => {
  let browser: Browser
  let dashboard: BusyDashboard
  const faults: string[] = []

  beforeAll(async () => {
    dashboard = await startBusyDashboard()
    if (noBrowser === undefined) browser = await launchChromium()
  })
  afterAll(async () => {
    if (noBrowser === undefined) await browser.close()
    await dashboard.close()
  })
  beforeEach((context) => context.skip(noBrowser !== undefined, noBrowser))

  async function open(view: View, options: BrowserContextOptions = {}): Promise<Page> {
    const page = await (await browser.newContext(options)).newPage()
    page.on('pageerror', (error) => faults.push(error.message))
    page.on('console', (message) => message.type() === 'error' && faults.push(message.text()))
    await page.goto(`${dashboard.url}#${view}`)
    await page.locator(drawn[view]).waitFor()
    return page
  }
  const words = (page: Page, place: string) => page.locator(place).first().innerText()

  describe.each(['light', 'dark'] as const)('in %s', (colorScheme) => {
    test.each(views)('axe-core finds nothing in %s', async (view) => {
      const page = await open(view, { colorScheme })
      await auditPage(page)
      await page.context().close()
    })
  })

  test.each(views)('%s fits a phone without scrolling sideways', async (view) => {
    const page = await open(view, { viewport: { width: 360, height: 780 } })
    const sizes = 'document.documentElement.scrollWidth'
    expect(await page.evaluate(sizes)).toBe(360)
    const wide = "[...document.querySelectorAll('.card')].filter((card) => card.scrollWidth > card.clientWidth).length"
    expect(await page.evaluate(wide)).toBe(0)
    await page.context().close()
  })

  test('with the keyboard alone: past the figures’ skip link, through every view, and back', async () => {
    const page = await open('forecasts')
    const focused = () => page.evaluate<string>('document.activeElement.textContent.trim()')
    await page.keyboard.press('Tab')
    expect(await focused()).toBe('Skip to the figures')
    await page.keyboard.press('Enter')
    expect(await page.evaluate('document.activeElement.id')).toBe('main')
    await page.getByRole('link', { name: 'Forecasts' }).focus()
    for (const view of views.slice(1)) {
      await page.keyboard.press('Tab')
      await page.keyboard.press('Enter')
      await page.locator(drawn[view]).waitFor()
      expect(await page.locator('.views [aria-current=page]').getAttribute('href')).toBe(`#${view}`)
      expect(await page.locator('.view:visible, .view:not([hidden])').count()).toBe(1)
    }
    await page.goBack()
    await page.locator(drawn.letters).waitFor()
    await page.context().close()
  })

  test('scores: each key and horizon, in words', async () => {
    const page = await open('scores')
    expect(await words(page, '#scores-verdict')).toMatch(/better than the last value for \d of 3 keys, worse for \d/)
    expect(await page.locator('#scores-skill thead th').count()).toBe(8)
    expect(await words(page, '#coverage-title')).toMatch(/inside the 90\s%\sband/)
    expect(await words(page, '#scores-skill tbody tr:nth-child(3) th')).toBe('<img src=x onerror=alert(1)>')
    expect(await words(page, '#scores-skill tbody tr td:nth-child(4)')).toMatch(/^\d+\.\d\s% (better|worse)$|^even$/)
    expect(await words(page, '#scores-coverage tbody tr td:nth-child(4)')).toMatch(/^\d+\.\d\s%$/)
    await page.context().close()
  })

  test('run: throughput, latency, and the lag of every partition, as they change', async () => {
    const page = await open('run')
    expect(await words(page, '#rate-words')).toMatch(/^\d+ in the last second, [\d.]+ on average over \d+ seconds/)
    expect(await words(page, '#run-times tbody tr')).toMatch(/a tick, from read to committed\s+90\s+12\.0/)
    expect(await words(page, '#run-partitions tbody tr:nth-child(2)')).toMatch(/prices\/1\s+0\s+–\s+3.400/)
    expect(await words(page, '#parts-words')).toMatch(/^3.412 behind the end of the log in all/)
    const before = await words(page, '#run-partitions tbody tr')
    dashboard.turn(7)
    await expect.poll(() => words(page, '#run-partitions tbody tr'), { timeout: 20_000 }).not.toBe(before)
    await page.context().close()
  })

  test('dead letters: counts by reason, and the last ones with what came, as text', async () => {
    const page = await open('letters')
    expect(await words(page, '#letters-reasons tbody tr')).toMatch(/late\s+41\s+it came too late/)
    expect(await words(page, '#letters-last tbody tr:nth-child(2)')).toMatch(
      /prices\/1 @ 77\s+BBB\s+malformed\s+expected a number as price; got "n\/a"\s+2024-01-02,BBB,n\/a·<b>bold<\/b>/,
    )
    await page.context().close()
  })

  test('models: who serves, what was decided and why, and how far a retraining is', async () => {
    const page = await open('models')
    expect(await words(page, '#models-serving tbody tr')).toMatch(
      /prices@champion\s+prices\/0\s+00112233aabbccdd\s+1.200\s+ffeeddccbbaa0099 until offset 1.800: 40 compared, loss 0\.8000 beside 0\.8125/,
    )
    expect(await words(page, '#models-history tbody tr')).toMatch(/warm-up\s+4$/)
    expect(await words(page, '#models-events tbody tr:nth-child(2)')).toMatch(/promoted.*pValue 0\.00321/s)
    expect(await words(page, '#retraining-words')).toBe('Training')
    expect(await page.locator('#retraining-progress').getAttribute('value')).toBe('0.25')
    expect(await words(page, '#retraining-facts')).toMatch(/Why\s+drift of prices/)
    await page.context().close()
  })

  test('a gate can be looked at in place of the hidden state', async () => {
    const page = await open('forecasts')
    await page.getByRole('combobox', { name: 'Inside the network' }).selectOption('update gate, layer 1')
    await expect
      .poll(() => words(page, '#hidden-words'), { timeout: 20_000 })
      .toMatch(/^48 units, a row each, .* open by 0\.\d\d on average, unit \d+ widest with/)
    expect(await words(page, '#scale-high')).toBe('open')
    await page.context().close()
  })

  test('the band is called what it is', async () => {
    const page = await open('forecasts')
    expect(await words(page, '.legend')).toMatch(/90\s%\sband/)
    expect(await words(page, '#verdict')).toMatch(/The 90\s%\sband held/)
    await page.context().close()
  })

  test('nothing went wrong in the browser, the strict policy included', () => {
    expect(faults).toEqual([])
  })
})
