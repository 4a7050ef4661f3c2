import { randomUUID } from 'node:crypto'
import { link, mkdir, open, readdir, readFile, rm } from 'node:fs/promises'
import { dirname, join, sep } from 'node:path'
import type { ObjectStore } from '../../src/registry/object-store.ts'
import { checkObjectName } from '../../src/registry/object-name.ts'

/** Write-once objects as files of a folder, which is made with the first of them. */
export function objects(folder: string): ObjectStore {
  return {
    place: folder,
    async create(name, bytes) {
      const path = join(folder, checkObjectName(name))
      // Names that begin with a dot are no objects: what a crash leaves of this one stays unseen.
      const unfinished = join(dirname(path), `.${randomUUID()}`)
      await mkdir(dirname(path), { recursive: true })
      try {
        await writeSynced(unfinished, bytes)
        await link(unfinished, path)
        await syncFolder(dirname(path))
        return true
      } catch (error) {
        if (isCode(error, 'EEXIST')) return false
        throw error
      } finally {
        await rm(unfinished, { force: true })
      }
    },
    async read(name) {
      try {
        return await readFile(join(folder, checkObjectName(name)))
      } catch (error) {
        if (isCode(error, 'ENOENT')) return undefined
        throw error
      }
    },
    async list(prefix) {
      const names = (await files(folder)).map((name) => name.split(sep).join('/'))
      return names.filter((name) => name.startsWith(prefix) && !/(^|\/)\./.test(name)).sort()
    },
    async remove(name) {
      await rm(join(folder, checkObjectName(name)), { force: true })
    },
    async close() {
      // Nothing is held open.
    },
  }
}

async function files(folder: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true })
    const names = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
    return names.map((path) => path.slice(join(folder, sep).length))
  } catch (error) {
    if (isCode(error, 'ENOENT')) return []
    throw error
  }
}

async function writeSynced(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, 'wx')
  try {
    await file.writeFile(bytes)
    await file.sync()
  } finally {
    await file.close()
  }
}

/** Windows can't open folders, and needs no sync of them. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path).catch(() => undefined)
  await folder?.sync().catch(() => undefined)
  await folder?.close()
}

function isCode(error: unknown, code: string): boolean {
  return (error as NodeJS.ErrnoException).code === code
}
