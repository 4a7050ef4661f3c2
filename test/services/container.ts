import { spawnSync } from 'node:child_process'
import { userInfo } from 'node:os'

/**
 * Whether containers of this image can run here: Linux, an engine that answers, and the image, which is pulled when it is
 * missing. `TICKWISE_CONTAINERS=no` does without.
 */
export function canRunContainers(image: string): boolean {
  if (process.env['TICKWISE_CONTAINERS'] === 'no' || process.platform !== 'linux') return false
  if (!docker(5000, 'info')) return false
  return docker(5000, 'image', 'inspect', image) || docker(300_000, 'pull', image)
}

/**
 * What to say to `docker` to run a program as if it were a process of ours: our user, our network, and the folder at
 * its own path. The container is removed when it ends.
 */
export function containerWords(name: string, image: string, folder: string, command: readonly string[]): string[] {
  const { uid, gid } = userInfo()
  const place = ['--network', 'host', '--user', `${uid}:${gid}`, '--volume', `${folder}:${folder}`, '--workdir', folder]
  return ['run', '--rm', '--name', name, ...place, image, ...command]
}

/** A signal to the program itself; one to `docker run` would leave it running. */
export function killContainer(name: string): void {
  docker(30_000, 'kill', name)
}

function docker(timeout: number, ...words: readonly string[]): boolean {
  return spawnSync('docker', words, { stdio: 'ignore', timeout }).status === 0
}
