import type { Panel } from '../../dashboard/panel.ts'
import { startDashboard, type Dashboard } from '../../dashboard/server.ts'
import { isTickwiseError } from '../../errors.ts'

export interface DashboardChoice {
  /** Asked for by name: taken, or refused with PORT_IN_USE. Without one, the first free port from the usual one on. */
  readonly port: number | undefined
  readonly title: string
  readonly tickName?: string
  readonly panels?: Readonly<Record<string, Panel>>
}

const usualPort = 4680
const triedPorts = 10

export function openDashboard({ port, ...options }: DashboardChoice): Promise<Dashboard> {
  return onFreePort(port, (free) => startDashboard({ ...options, port: free }))
}

/** Starts a page on the port that was asked for, or else on the first free one from the usual one on. */
export async function onFreePort<Page>(
  port: number | undefined,
  start: (port: number) => Promise<Page>,
): Promise<Page> {
  if (port !== undefined) return start(port)
  for (let tried = usualPort; tried < usualPort + triedPorts - 1; tried++) {
    try {
      return await start(tried)
    } catch (error) {
      if (!isTickwiseError(error, 'PORT_IN_USE')) throw error
    }
  }
  return start(0)
}
