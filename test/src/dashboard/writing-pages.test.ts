import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { reviewsDemo } from '../../../src/cli/demo/text/reviews.ts'
import { typingDemo } from '../../../src/cli/demo/text/typing.ts'
import type { TextDemo } from '../../../src/cli/demo/text/text-demo.ts'
import type { Served } from '../../../src/dashboard/serve-app.ts'
import { startTextPage } from '../../../src/dashboard/text-page.ts'
import { modelFiles } from '../../../src/pipeline/model-files.ts'
import { auditPage } from '../../browser/audit-page.ts'

const candidates = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
const executablePath = candidates.find((path) => existsSync(path))
if (executablePath === undefined) {
  process.stderr.write(`writing-pages.test.ts is skipped: no Chromium at ${candidates.join(', ')}\n`)
}
/** Where to leave pictures for somebody to look at. */
const pictures = process.env['TICKWISE_PICTURES']
const slow = { timeout: 20_000 }

describe.skipIf(executablePath === undefined)('the pages that people write on', () => {
  const served = new Map<string, { demo: TextDemo; page: Served }>()
  const faults: string[] = []
  let browser: Browser

  beforeAll(async () => {
    const args = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking']
    browser = await chromium.launch({ executablePath: executablePath ?? '', args })
    for (const [name, create] of [
      ['reviews', reviewsDemo],
      ['typing', typingDemo],
    ] as const) {
      const path = fileURLToPath(new URL(`../../../src/model/shipped/${name}.safetensors`, import.meta.url))
      const demo = create(await modelFiles('models').load(path))
      const { title, about } = demo
      const answer = (writer: string, text: string, done: boolean) => demo.write(writer, text, done).facts
      served.set(name, { demo, page: await startTextPage({ port: 0, name, about: { title, ...about }, answer }) })
    }
  })
  afterAll(async () => {
    await browser.close()
    for (const { demo, page } of served.values()) {
      await page.close()
      demo.close()
    }
  })

  async function open(name: string, options: BrowserContextOptions = {}): Promise<Page> {
    const page = await (await browser.newContext(options)).newPage()
    page.on('pageerror', (error) => faults.push(error.message))
    page.on('console', (message) => message.type() === 'error' && faults.push(message.text()))
    await page.goto(served.get(name)!.page.url)
    await expect.poll(() => page.locator('#state').innerText(), slow).toBe('Live')
    return page
  }
  const texts = (page: Page, selector: string) => page.locator(selector).allInnerTexts()
  const picture = async (page: Page, name: string) => {
    if (pictures !== undefined) await page.screenshot({ path: `${pictures}/${name}.png`, fullPage: true })
  }

  test('typing: suggestions follow every key, and the right arrow takes the first', async () => {
    const page = await open('typing')
    const box = page.locator('#text')
    await box.pressSequentially('I am going to the pl')
    await expect.poll(() => page.locator('#answer-title').innerText(), slow).toBe('The word that begins with “pl”')
    const words = await texts(page, '#suggestions .word')
    expect(words).toHaveLength(5)
    for (const word of words) expect(word).toMatch(/^pl/)
    expect((await texts(page, '#suggestions .chance'))[0]).toMatch(/^\d+\.\d\s%$/)
    expect(await page.locator('#verdict').innerText()).toMatch(/^One of these: \d+\.\d\s% sure\.$/)
    await picture(page, 'typing-light')
    await page.keyboard.press('ArrowRight')
    await expect.poll(() => box.inputValue()).toBe(`I am going to the ${words[0]!} `)
    await expect.poll(() => page.locator('#answer-title').innerText(), slow).toBe('The next word')
    expect(await page.locator('#stat-saved').innerText()).toMatch(/^\d+\s%$/)
    await page.close()
  })

  test('typing: backspace goes back over a word, and a click takes a word', async () => {
    const page = await open('typing')
    const box = page.locator('#text')
    await box.pressSequentially('The man ')
    for (let n = 0; n < 3; n++) await page.keyboard.press('Backspace')
    await expect.poll(() => page.locator('#answer-title').innerText(), slow).toBe('The word that begins with “m”')
    const second = page.locator('#suggestions button').nth(1)
    const word = await second.locator('.word').innerText()
    await second.click()
    await expect.poll(() => box.inputValue()).toBe(`The ${word} `)
    await page.close()
  })

  test('reviews: a pasted review moves the curve word by word, to where it turned', async () => {
    const page = await open('reviews')
    const points = async () => ((await page.locator('#curve polyline').getAttribute('points')) ?? '').split(' ').length
    const seen = new Set<number>()
    await page.locator('#text').fill('The movie was interesting at first, but later became boring.')
    await expect
      .poll(async () => {
        seen.add(await points())
        return page.locator('#words li').count()
      }, slow)
      .toBe(12)
    expect(seen.size).toBeGreaterThan(3)
    expect(await page.locator('#verdict').innerText()).toMatch(/^negative, \d+\s% sure$/)
    expect(await page.locator('#turn').innerText()).toContain('“interesting” (+')
    const moved = await texts(page, '#words li')
    expect(moved[3]).toMatch(/^interesting\n\+\d+$/)
    expect(moved.at(-2)).toMatch(/^boring\n−\d+$/)
    await picture(page, 'reviews-light')
    await page.close()
  })

  test('reviews: typed by hand, each word counts as it ends, and “Begin anew” forgets', async () => {
    const page = await open('reviews', { reducedMotion: 'reduce' })
    await page.locator('#text').pressSequentially('a wonderful film ')
    await expect.poll(() => page.locator('#words li').count(), slow).toBe(3)
    expect(await page.locator('#verdict').innerText()).toMatch(/^positive/)
    await page.getByRole('button', { name: 'Begin anew' }).click()
    await expect.poll(() => page.locator('#words li').count(), slow).toBe(0)
    expect(await page.locator('#verdict').innerText()).toBe('Nothing is written yet.')
    await page.close()
  })

  test.each(['reviews', 'typing'])('%s: markup in a text stays text; every width fits; dark is dark', async (name) => {
    const page = await open(name, { colorScheme: 'dark', viewport: { width: 360, height: 800 } })
    await page.locator('#text').fill('<img src=x onerror=alert(1)> a touching film, it soon turns dull ')
    await expect.poll(() => page.locator('#words li, #suggestions li').count(), slow).toBeGreaterThan(4)
    expect(await page.locator('main img').count()).toBe(0)
    for (const width of [360, 768, 1280]) {
      await page.setViewportSize({ width, height: 800 })
      const wide = await page
        .locator('html')
        .evaluate((root) => (root as unknown as { scrollWidth: number }).scrollWidth)
      expect(wide).toBe(width)
      await picture(page, `${name}-dark-${width}`)
    }
    await page.close()
  })

  test.each(
    ['reviews', 'typing'].flatMap((name) => (['light', 'dark'] as const).map((colorScheme) => ({ name, colorScheme }))),
  )('axe-core finds nothing in $name, $colorScheme', async ({ name, colorScheme }) => {
    const page = await open(name, { colorScheme, reducedMotion: 'reduce' })
    await page.locator('#text').fill('a touching film, it soon turns dull ')
    await expect.poll(() => page.locator('#words li, #suggestions li').count(), slow).toBeGreaterThan(4)
    await auditPage(page)
    await page.context().close()
  })

  test('nothing went wrong in the browser, the strict policy included', () => {
    expect(faults).toEqual([])
  })
})
