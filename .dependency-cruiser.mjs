import { builtinMap, entryPoints, folderMap, packageMap } from './scripts/folder-map.ts'

const everything = '^(src|operators|connectors)/'
const escape = (path) => path.replaceAll('.', '[.]')
const inside = (folder) => `^${escape(folder)}${folder.endsWith('.ts') ? '$' : '/'}`

const folderRules = folderMap.map(({ folder, mayImport }) => ({
  name: `${folder}-imports`,
  comment: `${folder} may import: ${mayImport.join(', ') || 'nothing'} (scripts/folder-map.ts, ARCHITECTURE.md).`,
  severity: 'error',
  from: { path: inside(folder) },
  to: { path: everything, pathNot: [folder, ...mayImport].map(inside) },
}))

const packageRules = packageMap.map(({ packages, onlyIn }) => ({
  name: `${packages[0]}-only-in-its-place`,
  comment: `${packages.join(', ')} may be imported only in ${onlyIn.join(', ')} (scripts/folder-map.ts).`,
  severity: 'error',
  from: { path: everything, pathNot: onlyIn.map(inside) },
  to: { path: packages.map((name) => `^node_modules/${name}/`) },
}))

const builtinRules = builtinMap.map(({ packages, onlyIn }) => ({
  name: `node-${packages[0]}-only-in-its-place`,
  comment: `node:${packages.join(', node:')} may be imported only in ${onlyIn.join(', ')} (scripts/folder-map.ts).`,
  severity: 'error',
  from: { path: everything, pathNot: onlyIn.map(inside) },
  to: { dependencyTypes: ['core'], path: `^(node:)?(${packages.join('|')})(/|$)` },
}))

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    ...folderRules,
    ...packageRules,
    ...builtinRules,
    {
      name: 'listed-packages-only',
      comment: 'A package of the library has its place in scripts/folder-map.ts and stands in package.json.',
      severity: 'error',
      from: { path: everything },
      to: {
        path: '^node_modules/',
        pathNot: packageMap.flatMap(({ packages }) => packages).map((name) => `^node_modules/${name}/`),
      },
    },
    {
      name: 'listed-folders-only',
      comment: 'A new folder of src/ gets a line in scripts/folder-map.ts and in ARCHITECTURE.md.',
      severity: 'error',
      from: { path: everything, pathNot: folderMap.map(({ folder }) => inside(folder)) },
      to: {},
    },
    {
      name: 'no-connector-imports-another',
      comment: 'What two connectors share lives in src/stream or src/state.',
      severity: 'error',
      from: { path: '^connectors/([^/]+)/' },
      to: { path: '^connectors/', pathNot: '^connectors/$1/' },
    },
    {
      name: 'library-imports-no-tests',
      comment: 'Tests import the library, never the other way round. What users may test with lives in src/testing.',
      severity: 'error',
      from: { path: everything },
      to: { path: '^(test|scripts|dist)/' },
    },
    {
      name: 'no-cycles',
      comment: 'Move what both need into a file of its own; importing only types makes a cycle too.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-unresolvable',
      comment: 'The import leads nowhere: a wrong path, or a package that is not installed.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'no-dead-files',
      comment: 'No entry point leads here (scripts/folder-map.ts lists them): export it, use it or delete it.',
      severity: 'error',
      from: { path: entryPoints },
      to: {
        path: everything,
        pathNot: [...entryPoints, '[.]d[.]ts$', '^src/kernel/assembly/', '^src/dashboard/page/'],
        reachable: false,
      },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: ['^src/kernel/assembly/', '^src/dashboard/page/'] },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'types', 'node', 'default'] },
    skipAnalysisNotInRules: true,
  },
}
