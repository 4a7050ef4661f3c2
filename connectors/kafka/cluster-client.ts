import {
  kGetApi,
  NetworkError,
  type API,
  type Base,
  type ClusterTopicMetadata,
  type Connection,
  type findCoordinatorV6,
  type FindCoordinatorKeyTypeValue,
} from '@platformatic/kafka'

/** One request of the protocol at a time, in the newest version that client and broker both speak. */
export class ClusterClient {
  readonly #base: Base

  constructor(base: Base) {
    this.#base = base
  }

  get base(): Base {
    return this.#base
  }

  /** Sends a request to a node and gives its answer. Throws what the client throws. */
  async request<Arguments extends unknown[], Response>(
    node: number,
    name: string,
    ...args: Arguments
  ): Promise<Response> {
    const api = await this.api<Arguments, Response>(name)
    return api.async(await this.connection(node), ...args)
  }

  api<Arguments extends unknown[], Response>(name: string): Promise<API<Arguments, Response>> {
    return new Promise((resolve, reject) => {
      this.#base[kGetApi]<Arguments, Response>(name, (error, api) => {
        if (api === undefined) reject(error ?? new Error(`no API ${name}`))
        else resolve(api)
      })
    })
  }

  /** A connection to the node, from the pool given or the client's own. */
  async connection(node: number, pool = this.#base.connections): Promise<Connection> {
    const known = this.#base.currentMetadata?.brokers.get(node)
    const broker = known ?? (await this.#base.metadata({ topics: [], forceUpdate: true })).brokers.get(node)
    if (broker === undefined) throw new NetworkError(`Broker ${node} is not in the cluster's metadata.`)
    return pool.get(broker)
  }

  /** What the cluster knows of a topic; undefined where there is none. `fresh` asks it, rather than a memory of 5 s. */
  async topic(name: string, fresh = false): Promise<ClusterTopicMetadata | undefined> {
    try {
      return (await this.#base.metadata({ topics: [name], forceUpdate: fresh, retries: 0 })).topics.get(name)
    } catch (error) {
      if (error instanceof Error && error.message.startsWith('Unknown topic')) return undefined
      throw error
    }
  }

  /** The node that coordinates a group (type 0) or a transactional id (type 1). */
  async findCoordinator(type: FindCoordinatorKeyTypeValue, key: string): Promise<number> {
    const nodes = [...(await this.#base.metadata({ topics: [], forceUpdate: true })).brokers.keys()]
    const node = nodes[0]
    if (node === undefined) throw new NetworkError('The cluster has no broker.')
    const response = await this.request<
      findCoordinatorV6.FindCoordinatorRequest,
      findCoordinatorV6.FindCoordinatorResponse
    >(node, 'FindCoordinator', type, [key])
    const coordinator = response.coordinators[0]
    if (coordinator === undefined) throw new NetworkError(`No coordinator of ${key} was named.`)
    return coordinator.nodeId
  }
}
