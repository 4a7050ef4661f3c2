import { globSync } from 'node:fs'
import { access } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readPage, root } from './page.ts'

const pages = [...globSync('docs/**/*.md', { cwd: root }), 'SECURITY.md'].sort()

describe.each(pages)('%s', async (path) => {
  const { text } = await readPage(path)
  const links = [...text.matchAll(/\]\((?!https?:|mailto:|#)([^)#\s]+)/g)].map((found) => found[1]!)

  test('has links that lead somewhere', async () => {
    for (const link of links) await expect(access(join(root, dirname(path), link)), link).resolves.toBeUndefined()
  })
})

test('the index leads to every page', async () => {
  const { text } = await readPage('docs/README.md')
  for (const page of pages.filter((path) => path.startsWith('docs/') && path !== 'docs/README.md')) {
    expect(text).toContain(`](${page.slice('docs/'.length)})`)
  }
})
