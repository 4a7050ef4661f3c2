import { existsSync } from 'node:fs'
import { chromium, type Browser } from 'playwright-core'

const candidates = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
const executablePath = candidates.find((path) => existsSync(path))

/** Why tests in a browser can't run here; undefined where they can. */
export const noBrowser =
  executablePath === undefined ? `no Chromium at ${candidates.join(', ')} (apt-get install chromium)` : undefined

export function launchChromium(): Promise<Browser> {
  const args = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking']
  return chromium.launch({ executablePath: executablePath ?? '', args })
}
