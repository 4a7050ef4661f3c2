import { expect, it } from 'vitest'
import { CommitRefused, CommitsInFlight } from '../../../src/pipeline/commits-in-flight.ts'

type End = 'committed' | 'refused'

/** Begins commits that end when told to, and notes what became of them. */
function begun() {
  const commits = new CommitsInFlight()
  const reports: number[] = []
  const ends: ((end: End | Error) => void)[] = []
  const begin = () => {
    const number = ends.length
    const commit = () =>
      new Promise<End>((resolve, reject) => ends.push((end) => (end instanceof Error ? reject(end) : resolve(end))))
    commits.begin(commit, () => reports.push(number))
  }
  return { commits, reports, ends, begin }
}

/** Whether it resolves by what has happened so far. */
async function isReady(promise: Promise<unknown>): Promise<boolean> {
  let ready = false
  void promise.then(() => (ready = true))
  await new Promise((resolve) => setImmediate(resolve))
  return ready
}

it('lets the next commit begin at the end of the last, or once its outputs are handed over', async () => {
  const { commits, reports, ends, begin } = begun()
  begin()
  expect(await isReady(commits.next())).toBe(false)
  ends[0]!('committed')
  await commits.next()
  begin()
  commits.handedOver()
  await commits.next()
  expect(reports).toEqual([0])
  expect(await isReady(commits.settle())).toBe(false)
  ends[1]!('committed')
  await commits.settle()
  expect(reports).toEqual([0, 1])
})

it('reports commits in their order, whichever ends first', async () => {
  const { commits, reports, ends, begin } = begun()
  for (let i = 0; i < 3; i++) {
    begin()
    commits.handedOver()
  }
  ends[2]!('committed')
  ends[1]!('committed')
  expect(await isReady(commits.settle())).toBe(false)
  expect(reports).toEqual([])
  ends[0]!('committed')
  await commits.settle()
  expect(reports).toEqual([0, 1, 2])
})

it('tells of a failure at the next commit, once, and reports nothing that came after it', async () => {
  for (const [end, thrown] of [
    ['refused', new CommitRefused('the commit was refused')],
    [new Error('lost'), new Error('lost')],
  ] as const) {
    const { commits, reports, ends, begin } = begun()
    for (let i = 0; i < 3; i++) {
      begin()
      commits.handedOver()
    }
    ends[0]!('committed')
    ends[1]!(end)
    ends[2]!('committed')
    await new Promise((resolve) => setImmediate(resolve))
    await expect(commits.next()).rejects.toThrow(thrown)
    await commits.next()
    await commits.settle()
    expect(reports).toEqual([0])
  }
})

it('lets no more turns wait for their offsets than it can keep', async () => {
  const { commits, ends, begin } = begun()
  for (let i = 0; i < 16; i++) {
    begin()
    commits.handedOver()
    await commits.next()
  }
  begin()
  commits.handedOver()
  const next = commits.next()
  expect(await isReady(next)).toBe(false)
  ends[0]!('committed')
  await next
})

it('passes on what a report throws', async () => {
  const commits = new CommitsInFlight()
  const throwing = () => {
    throw new Error('report')
  }
  commits.begin(() => Promise.resolve('committed'), throwing)
  await expect(commits.settle()).rejects.toThrow('report')
})

it('lets work follow the commits so far, which later ones do not wait for', async () => {
  const { commits, reports, ends, begin } = begun()
  let [work, done] = [() => {}, () => {}]
  const began = new Promise<void>((resolve) => (work = resolve))
  begin()
  commits.handedOver()
  commits.follow(() => {
    work()
    return new Promise((resolve) => (done = resolve))
  })
  expect(await isReady(began)).toBe(false)
  begin()
  for (const end of ends) end('committed')
  await began
  await commits.next()
  expect(await isReady(commits.settle())).toBe(false)
  expect([reports, commits.isFollowed]).toEqual([[0, 1], true])
  done()
  await commits.settle()
  expect(commits.isFollowed).toBe(false)
})

it('lets nothing follow a commit that failed, and tells of a failure of what follows at the next commit, once', async () => {
  const { commits, ends, begin } = begun()
  let followed = 0
  begin()
  commits.handedOver()
  commits.follow(() => Promise.resolve(void followed++))
  ends[0]!('refused')
  await expect(commits.settle()).rejects.toThrow(CommitRefused)
  expect([followed, commits.isFollowed]).toEqual([0, false])
  commits.follow(() => Promise.reject(new Error('no space left')))
  await new Promise((resolve) => setImmediate(resolve))
  await expect(commits.next()).rejects.toThrow('no space left')
  await commits.settle()
})
