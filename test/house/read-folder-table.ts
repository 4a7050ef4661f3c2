import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { folderMap, type FolderRule } from '../../scripts/folder-map.ts'
import { root } from './source-files.ts'

/**
 * Reads the folder map of ARCHITECTURE.md: the table with a column *may import*. Its first column names the folder in
 * backticks; the folders in the *may import* column stand in backticks too, without `src/`, `.ts` and the last slash
 * if one likes; the word *everything* there means every other folder but `src/index.ts`. Returns no rows when the
 * page or the table is missing.
 */
export function readFolderTable(): FolderRule[] {
  const page = join(root, 'ARCHITECTURE.md')
  if (!existsSync(page)) return []
  const rows: FolderRule[] = []
  let column = -1
  for (const line of readFileSync(page, 'utf8').split('\n')) {
    const cells = line.startsWith('|') ? line.split('|').slice(1, -1) : []
    if (cells.length === 0) column = -1
    else if (column === -1) column = cells.findIndex((cell) => /may import/i.test(cell))
    else if (column > 0) {
      const [folder] = folders(cells[0])
      if (folder !== undefined) rows.push({ folder, mayImport: importsOf(folder, cells[column]) })
    }
  }
  return rows
}

function importsOf(folder: string, cell = ''): string[] {
  if (!/\beverything\b/i.test(cell)) return folders(cell)
  return folderMap.map((rule) => rule.folder).filter((other) => other !== folder && other !== 'src/index.ts')
}

function folders(cell = ''): string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => fullName(name.replace(/\/$/, '')))
}

function fullName(name: string): string {
  const spellings = [name, `${name}.ts`, `src/${name}`, `src/${name}.ts`]
  return folderMap.find(({ folder }) => spellings.includes(folder))?.folder ?? name
}
