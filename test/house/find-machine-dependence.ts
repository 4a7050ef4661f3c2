import ts from 'typescript'

/** Members of Math that IEEE 754 or ECMAScript define to the last bit. All others differ between engines. */
const exactMath = new Set(
  'abs ceil clz32 fround f16round floor imul max min round sign sqrt trunc E LN2 LN10 LOG2E LOG10E PI SQRT1_2 SQRT2'.split(
    ' ',
  ),
)
const randomFunctions = new Set(['randomUUID', 'randomBytes', 'randomInt', 'getRandomValues', 'randomFillSync'])
const processMembers = new Set(['env', 'exit', 'exitCode', 'argv', 'hrtime'])

export interface Finding {
  /** As it stands in the source: `Math.exp`, `Date.now`, `process.env`, ... */
  readonly what: string
  /** Counted from 1. */
  readonly line: number
}

/**
 * Finds what makes a saved or emitted value depend on the engine, the clock, the locale or chance, and what reaches
 * out of the library: `process.env`, `process.exit`, `WebAssembly`. Reads the syntax tree, so that comments and
 * strings don't count.
 */
export function findMachineDependence(path: string, text: string): Finding[] {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.ESNext, true)
  const findings: Finding[] = []

  const visit = (node: ts.Node): void => {
    const what = dependence(node)
    if (what !== undefined) {
      findings.push({ what, line: source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1 })
    }
    ts.forEachChild(node, visit)
  }
  visit(source)
  return findings
}

function dependence(node: ts.Node): string | undefined {
  if (ts.isPropertyAccessExpression(node)) return ofMember(node.expression, node.name.text)
  if (ts.isNewExpression(node) && isNamed(node.expression, 'Date') && (node.arguments?.length ?? 0) === 0)
    return 'new Date()'
  if (ts.isCallExpression(node) && isNamed(node.expression, 'Date')) return 'Date()'
  if (ts.isCallExpression(node) && ts.isIdentifier(node.expression) && randomFunctions.has(node.expression.text)) {
    return node.expression.text
  }
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.AsteriskAsteriskToken) {
    return isPowerOfTwo(node) ? undefined : '**'
  }
  if (ts.isIdentifier(node)) return ofIdentifier(node)
  return undefined
}

function ofMember(object: ts.Expression, member: string): string | undefined {
  if (isNamed(object, 'Math')) return exactMath.has(member) ? undefined : `Math.${member}`
  if (isNamed(object, 'Date') && member === 'now') return 'Date.now'
  if (isNamed(object, 'performance') && member === 'now') return 'performance.now'
  if (isNamed(object, 'process') && processMembers.has(member)) return `process.${member}`
  if (member.startsWith('toLocale') || member === 'localeCompare') return `.${member}`
  if (randomFunctions.has(member)) return member
  return undefined
}

function ofIdentifier(node: ts.Identifier): string | undefined {
  if (node.text === 'Intl' || node.text === 'WebAssembly') return node.text
  // `const { exp } = Math` and `Math[name]` would get past the check of members.
  const isObject = ts.isPropertyAccessExpression(node.parent) && node.parent.expression === node
  const isMemberName = ts.isPropertyAccessExpression(node.parent) && node.parent.name === node
  return node.text === 'Math' && !isObject && !isMemberName ? 'Math as a value' : undefined
}

/** `2 ** -53`, with a written whole exponent: exact everywhere, and clearer than its digits. */
function isPowerOfTwo({ left, right }: ts.BinaryExpression): boolean {
  return ts.isNumericLiteral(left) && left.text === '2' && /^-?\d+$/.test(right.getText())
}

function isNamed(expression: ts.Expression, name: string): boolean {
  return ts.isIdentifier(expression) && expression.text === name
}
