import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import * as file from '../../../connectors/file/index.ts'
import { markedSinkContract } from '../../../src/testing/contracts/sink-contract.ts'
import { sourceContract, type ContractEntry } from '../../../src/testing/contracts/source-contract.ts'
import { useTemporaryFolder } from './temporary-folder.ts'

const pathOf = useTemporaryFolder()

function toNdjson(entries: readonly ContractEntry[]): string {
  return entries.map((entry) => `${entry === 'malformed' ? '{"key":' : JSON.stringify(entry)}\n`).join('')
}

function toCsv(entries: readonly ContractEntry[]): string {
  const rows = entries.map((entry) => (entry === 'malformed' ? 'a,b' : `"${entry.key}",${entry.time},${entry.price}`))
  return ['key,time,price', ...rows].join('\r\n')
}

sourceContract('file, JSON lines', {
  create: (entries) => {
    writeFileSync(pathOf('in.ndjson'), toNdjson(entries))
    return Promise.resolve(file.source({ path: pathOf('in.ndjson') }))
  },
})

sourceContract('file, gzip', {
  create: (entries) => {
    writeFileSync(pathOf('in.ndjson.gz'), gzipSync(toNdjson(entries)))
    return Promise.resolve(file.source({ path: pathOf('in.ndjson.gz') }))
  },
})

sourceContract('file, CSV', {
  create: (entries) => {
    writeFileSync(pathOf('in.csv'), toCsv(entries))
    return Promise.resolve(file.source({ path: pathOf('in.csv'), time: { format: 'epoch-ms' } }))
  },
})

markedSinkContract('file', {
  create: () => Promise.resolve(file.sink({ path: pathOf('out.ndjson') })),
  written: () => {
    const text = existsSync(pathOf('out.ndjson')) ? readFileSync(pathOf('out.ndjson'), 'utf8') : ''
    const lines = text.split('\n').slice(0, -1)
    return Promise.resolve(lines.map((line) => (JSON.parse(line) as { id: string }).id))
  },
})
