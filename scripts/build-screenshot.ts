import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium } from 'playwright-core'

/**
 * Takes the README's picture: the demo as it runs, in Chromium. `npm run screenshot [-- file]`; by default
 * docs/images/dashboard.png.
 */
const root = join(import.meta.dirname, '..')
const output = process.argv[2] ?? join(root, 'docs', 'images', 'dashboard.png')
const executablePath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync)
if (executablePath === undefined) throw new Error('no Chromium (apt-get install chromium)')

const folder = mkdtempSync(join(tmpdir(), 'tickwise-screenshot-'))
const words = ['demo', 'prices', '--speed', '60', '--port', '0', '--state', folder]
const demo = spawn(
  process.execPath,
  ['--disable-warning=ExperimentalWarning', join(root, 'src/cli/main.ts'), ...words],
  {
    stdio: ['ignore', 'ignore', 'pipe'],
  },
)
const browser = await chromium.launch({ executablePath, args: ['--headless', '--no-sandbox', '--disable-gpu'] })
try {
  let said = ''
  let url: string | undefined
  for await (const chunk of demo.stderr) {
    said += String(chunk)
    url = /Live page: (http:\S+)/.exec(said)?.[1]
    if (url !== undefined) break
  }
  if (url === undefined) throw new Error(`the demo showed no page: ${said}`)
  const page = await browser.newPage({ viewport: { width: 1280, height: 860 }, deviceScaleFactor: 1.5 })
  await page.goto(url)
  await page.locator('#skill tr').nth(4).waitFor()
  // Enough scored forecasts for chart and heat map to be full.
  await page
    .locator('#verdict')
    .filter({ hasText: /of \d{3} actuals/ })
    .waitFor({ timeout: 120_000 })
  await page.screenshot({ path: output })
  console.log(output)
} finally {
  await browser.close()
  demo.kill('SIGTERM')
  await once(demo, 'exit')
  rmSync(folder, { recursive: true, force: true })
}
