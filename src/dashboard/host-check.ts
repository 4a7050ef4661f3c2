import { isIP } from 'node:net'

/**
 * True when a request's Host header names this server as a person would: an IP address, `localhost`, or the name it was
 * told to listen on. A page of a stranger that points its own domain name here (DNS rebinding) carries that name and is
 * refused.
 */
export function isAllowedHost(header: string | undefined, listenHost: string): boolean {
  if (header === undefined) return false
  const match = /^(\[[0-9a-f:.]+\]|[a-z0-9.-]+)(:\d{1,5})?$/i.exec(header)
  const name = match?.[1]?.toLowerCase()
  if (name === undefined) return false
  const bare = name.startsWith('[') ? name.slice(1, -1) : name
  return isIP(bare) !== 0 || bare === 'localhost' || bare === listenHost.toLowerCase()
}
