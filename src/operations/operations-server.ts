import { serveApp, type Served } from '../dashboard/serve-app.ts'
import { createOperationsApp, type OperationsParts } from './operations-app.ts'

export interface OperationsServerOptions extends Omit<OperationsParts, 'listenHost'> {
  /** 0 takes any free port. */
  readonly port: number
  /** Loopback by default; `0.0.0.0` in a container, where others scrape. */
  readonly host?: string
}

const words = { what: 'metrics and health', option: '--metrics-port', without: 'or leave it out to go without' }

/** Serves metrics and health of a run. Throws `PORT_IN_USE` when another program has the port. */
export function startOperationsServer(options: OperationsServerOptions): Promise<Served> {
  const { port, host = '127.0.0.1', metrics, health } = options
  return serveApp(createOperationsApp({ listenHost: host, metrics, health }), host, port, words)
}
