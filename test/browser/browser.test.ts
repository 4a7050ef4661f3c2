import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { readPage } from '../docs/page.ts'
import { bundle, type Bundle } from './bundle.ts'
import { launchChromium, noBrowser } from './chromium.ts'

const shipped = join(import.meta.dirname, '..', '..', 'src', 'model', 'shipped')
const names = ['prices', 'reviews', 'typing'] as const
const site = 'https://tickwise.test'

// The functions of the page that are called from here; the project is compiled without the DOM.
declare const readStreams: (bytes: Record<string, Uint8Array>) => Promise<Record<string, string[]>>

const streams = `import { readStreams } from './streams.ts'
Object.assign(globalThis, { readStreams })`

test('what runs in a browser reaches no module of Node, and stays small', async () => {
  const { files, meta } = await bundle(streams)
  expect(Object.values(meta.inputs).flatMap(({ imports }) => imports.map(({ path }) => path))).not.toContainEqual(
    expect.stringMatching(/^node:/),
  )
  expect(files.get('main.js')).not.toMatch(/\bBuffer\b/)
  // Everything that is loaded at once: operators, kernels, rxjs and zod; the rules of time zones come only when asked for.
  expect(files.get('main.js')!.length).toBeLessThan(700_000)
})

describe('in Chromium', () => {
  let browser: Browser

  beforeAll(async () => {
    if (noBrowser === undefined) browser = await launchChromium()
  })

  beforeEach((context) => context.skip(noBrowser !== undefined, noBrowser))

  afterAll(async () => {
    if (noBrowser === undefined) await browser.close()
  })

  /** A site that serves a bundle and the models that ship. */
  async function open({ files }: Bundle): Promise<Page> {
    const page = await browser.newPage()
    await page.route(`${site}/**`, async (route) => {
      const name = new URL(route.request().url()).pathname.slice(1)
      const script = files.get(name)
      if (script !== undefined) return route.fulfill({ body: script, contentType: 'text/javascript' })
      if (name.endsWith('.safetensors')) return route.fulfill({ body: await readFile(join(shipped, name)) })
      return route.fulfill({ body: '<script type="module" src="/main.js"></script>', contentType: 'text/html' })
    })
    return page
  }

  test('every operator gives the bits that Node gives', async () => {
    const { readStreams: inNode } = await import('./streams.ts')
    const bytes = await Promise.all(names.map((name) => readFile(join(shipped, `${name}.safetensors`))))
    const expected = await inNode({ prices: bytes[0]!, reviews: bytes[1]!, typing: bytes[2]! })
    const page = await open(await bundle(streams))
    await page.goto(site)
    await page.waitForFunction('typeof readStreams === "function"')
    const found = await page.evaluate(async (wanted) => {
      const load = async (name: string) =>
        [name, new Uint8Array(await (await fetch(`/${name}.safetensors`)).arrayBuffer())] as const
      return readStreams(Object.fromEntries(await Promise.all(wanted.map(load))))
    }, names)
    expect(Object.keys(found)).toEqual(Object.keys(expected))
    for (const [name, lines] of Object.entries(expected)) {
      expect(lines.length, name).toBeGreaterThan(2)
      const different = lines.findIndex((line, i) => line !== found[name]![i])
      expect([name, found[name]![different]?.slice(0, 2000)]).toEqual([name, lines[different]?.slice(0, 2000)])
      expect(found[name], name).toHaveLength(lines.length)
    }
    await page.close()
  }, 120_000)

  test('the page about browsers works as it stands', async () => {
    const [program = ''] = (await readPage('docs/how-to/browser.md')).blocks('ts')
    const page = await open(await bundle(program))
    const said: string[] = []
    page.on('console', (message) => said.push(message.text()))
    page.on('pageerror', (error) => said.push(error.message))
    await page.goto(site)
    await expect.poll(() => said.length, { timeout: 10_000 }).toBeGreaterThan(200)
    expect(said.at(-1)).toMatch(/^ABC \d+\.\d\d between \d+\.\d\d and \d+\.\d\d$/)
    await page.close()
  })
})
