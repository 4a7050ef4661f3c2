import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

interface AxeRun {
  readonly violations: readonly {
    readonly id: string
    readonly impact: string
    readonly nodes: readonly { readonly html: string }[]
  }[]
  readonly passes: readonly unknown[]
}

/** Fails with whatever axe-core finds on a page as it is now. */
export async function auditPage(page: Page): Promise<void> {
  // Over the protocol, which the page's content security policy does not bind.
  await page.evaluate(axe)
  const { violations, passes } = await page.evaluate<AxeRun>('axe.run(document)')
  expect(
    violations.map(({ id, impact, nodes }) => `${impact} ${id}: ${nodes.map(({ html }) => html).join(' ')}`),
  ).toEqual([])
  expect(passes.length).toBeGreaterThan(15)
}
