import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ObjectStore } from '../../registry/object-store.ts'

/** Write-once objects under test: none at first, and how another process would come to the same ones. */
export interface ObjectStoreFixture {
  readonly objects: ObjectStore
  reopen(): ObjectStore
  /** Removes the data. Both are closed by then. */
  dispose?(): Promise<void>
}

const bytes = (text: string) => new TextEncoder().encode(text)

/** What a registry of models relies on. */
export function objectStoreContract(name: string, open: () => ObjectStoreFixture | Promise<ObjectStoreFixture>): void {
  describe(`write-once objects: ${name}`, () => {
    let fixture: ObjectStoreFixture
    let other: ObjectStore
    beforeEach(async () => {
      fixture = await open()
      other = fixture.reopen()
    })
    afterEach(async () => {
      await fixture.objects.close()
      if (other !== fixture.objects) await other.close()
      await fixture.dispose?.()
    })

    it('reads what was created, byte for byte, and nothing before', async () => {
      const odd = Uint8Array.from({ length: 70_000 }, (_, i) => (i * 31) & 255)
      expect(await fixture.objects.read('models/a.safetensors')).toBeUndefined()
      expect(await fixture.objects.create('models/a.safetensors', odd)).toBe(true)
      expect(Buffer.from((await fixture.objects.read('models/a.safetensors'))!)).toEqual(Buffer.from(odd))
      expect(Buffer.from((await other.read('models/a.safetensors'))!)).toEqual(Buffer.from(odd))
    })

    it('never replaces an object', async () => {
      expect(await fixture.objects.create('decisions/1.json', bytes('first'))).toBe(true)
      expect(await other.create('decisions/1.json', bytes('second'))).toBe(false)
      expect(Buffer.from((await other.read('decisions/1.json'))!).toString()).toBe('first')
    })

    it('gives a name to one of many that want it at once', async () => {
      const tries = Array.from({ length: 20 }, (_, i) =>
        (i % 2 ? fixture.objects : other).create('decisions/2.json', bytes(`writer ${i}`)),
      )
      const won = (await Promise.all(tries)).flatMap((taken, i) => (taken ? [i] : []))
      expect(won).toHaveLength(1)
      expect(Buffer.from((await other.read('decisions/2.json'))!).toString()).toBe(`writer ${won[0]}`)
    })

    it('lists the names that begin with a prefix, in order', async () => {
      expect(await fixture.objects.list('')).toEqual([])
      for (const name of ['versions/b.json', 'models/a', 'versions/a.json', 'versions/a-b.json']) {
        await fixture.objects.create(name, bytes(name))
      }
      expect(await other.list('versions/')).toEqual(['versions/a-b.json', 'versions/a.json', 'versions/b.json'])
      expect(await other.list('none/')).toEqual([])
    })

    it('removes an object, which may be created anew', async () => {
      await fixture.objects.create('retrainings/1/beat', bytes('first'))
      await fixture.objects.create('retrainings/1/plan', bytes('kept'))
      await other.remove('retrainings/1/beat')
      await other.remove('retrainings/1/beat')
      expect(await fixture.objects.read('retrainings/1/beat')).toBeUndefined()
      expect(await fixture.objects.list('')).toEqual(['retrainings/1/plan'])
      expect(await fixture.objects.create('retrainings/1/beat', bytes('second'))).toBe(true)
    })

    it.each(['', '../outside', '/etc/passwd', 'a//b', 'a/../b', '.hidden', 'A', 'a b', 'a\0b'])(
      'refuses %j as a name',
      async (name) => {
        await expect((async () => fixture.objects.create(name, bytes('x')))()).rejects.toMatchObject({
          code: 'CONFIG_INVALID',
        })
        expect(await fixture.objects.list('')).toEqual([])
      },
    )
  })
}
