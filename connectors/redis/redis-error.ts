import { TickwiseError } from '../../src/errors.ts'

interface Fault {
  /** Goes away by itself, or may do so: worth waiting for. */
  readonly passing: boolean
  readonly action: string
}

export const unreachable: Fault = {
  passing: true,
  action: 'Start Redis or correct its address, and run again: the last checkpoint is whole.',
}
const whole = 'The last checkpoint is whole: run again when that is done.'

const untrusted: Fault = {
  passing: true,
  action: 'Give the authority that signed its certificate as `tls.ca`, and the name it is made out to as the host.',
}

/** The first word of what Redis answers. */
const faults: Readonly<Record<string, Fault>> = {
  LOADING: { passing: true, action: `Redis is still reading its data; give it longer with \`reconnect.maxWaitMs\`.` },
  READONLY: { passing: true, action: 'This is a read-only replica: name the primary, or find it by `sentinel`.' },
  MASTERDOWN: { passing: true, action: 'This is a replica that lost its primary: name the primary.' },
  CLUSTERDOWN: { passing: true, action: `Some slots of the cluster have no node: bring them back. ${whole}` },
  TRYAGAIN: { passing: true, action: `The slot is being moved: wait for that to end. ${whole}` },
  NOREPLICAS: { passing: true, action: `Redis wants more replicas (min-replicas-to-write): bring them back. ${whole}` },
  BUSY: { passing: true, action: 'Another program keeps Redis busy with a script: stop that.' },
  MOVED: { passing: false, action: 'The server is part of a Redis Cluster: give its nodes as `cluster`.' },
  ASK: { passing: false, action: 'The server is part of a Redis Cluster: give its nodes as `cluster`.' },
  OOM: { passing: false, action: `Raise Redis' maxmemory, or take other data out. ${whole}` },
  MISCONF: { passing: false, action: `Redis can't write its own files: make room on its disk. ${whole}` },
  WRONGPASS: { passing: false, action: 'Correct `username` and `password`.' },
  NOAUTH: { passing: false, action: 'Give `password` (and `username`).' },
  NOPERM: { passing: false, action: 'Allow the user the commands of hashes and sets, RENAME, UNLINK, EVAL and MULTI.' },
  WRONGTYPE: { passing: false, action: 'Another program uses that name: choose another `prefix`.' },
}

// Redis 6.2 puts its word behind the script's name, after a minus sign.
const word = new RegExp(`(?:^|[\\s-])(${Object.keys(faults).join('|')})\\b`)

interface Wrapped {
  /** What Redis said about the commands of a transaction that was discarded. */
  readonly previousErrors?: readonly unknown[]
  /** What the last node of a cluster said when none was left. */
  readonly lastNodeError?: unknown
}

function rootOf(error: unknown): (Error & { readonly code?: string }) | undefined {
  if (!(error instanceof Error)) return undefined
  const { previousErrors = [], lastNodeError } = error as Wrapped
  return [...previousErrors, lastNodeError].find((inner) => inner instanceof Error) ?? error
}

/** What went wrong with a command. Undefined for what is no matter of Redis or of the network. */
export function classify(error: unknown): Fault | undefined {
  const root = rootOf(error)
  if (root === undefined || root instanceof TypeError || root instanceof RangeError) return undefined
  const code = word.exec(root.message)?.[1]
  if (code !== undefined) return faults[code]
  if (isAnswer(error)) return { passing: false, action: 'Correct what Redis complains about.' }
  return /CERT|TLS|SSL/.test(root.code ?? '') ? untrusted : unreachable
}

/** Whether Redis said it; anything else is the network's. */
export function isAnswer(error: unknown): boolean {
  return rootOf(error)?.name === 'ReplyError'
}

/** What to tell people of an error. ioredis keeps the command with its arguments in some: nothing of that is shown. */
export function describe(error: unknown): string {
  const root = rootOf(error)
  return root?.message || root?.code || 'the connection was closed'
}

/** `STORE_FAILED` without the error itself as its cause, which may hold a password. */
export function toStoreError(place: string, received: string, action: string): TickwiseError {
  return new TickwiseError('STORE_FAILED', { expected: `Redis at ${place} to work`, received, action })
}
