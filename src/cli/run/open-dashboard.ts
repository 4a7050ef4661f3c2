import { startDashboard, type Dashboard } from '../../dashboard/server.ts'
import { isTickwiseError } from '../../errors.ts'

export interface DashboardChoice {
  /** Asked for by name: taken, or refused with PORT_IN_USE. Without one, the first free port from the usual one on. */
  readonly port: number | undefined
  readonly title: string
  readonly tickName?: string
}

const usualPort = 4680
const triedPorts = 10

export async function openDashboard({ port, ...options }: DashboardChoice): Promise<Dashboard> {
  if (port !== undefined) return startDashboard({ ...options, port })
  for (let tried = usualPort; tried < usualPort + triedPorts - 1; tried++) {
    try {
      return await startDashboard({ ...options, port: tried })
    } catch (error) {
      if (!isTickwiseError(error, 'PORT_IN_USE')) throw error
    }
  }
  return startDashboard({ ...options, port: 0 })
}
