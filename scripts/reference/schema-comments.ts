import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import ts from 'typescript'
import { variantPath } from './variant-path.ts'

const parsed = new Map<string, ts.SourceFile>()

function parse(file: string): ts.SourceFile {
  const known = parsed.get(file)
  if (known !== undefined) return known
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.ESNext, true)
  parsed.set(file, source)
  return source
}

/**
 * The doc comments inside a zod schema, by the path of what they stand before: `turn.maxTicks`, `layers[gru]`,
 * `head(forecast).horizons`. They are the one place where a setting is explained, and zod itself does not see them.
 */
export function schemaComments(file: string, name: string): ReadonlyMap<string, string> {
  const comments = new Map<string, string>()
  visit(declared(parse(file), name), '', comments)
  return comments
}

function visit(expression: ts.Expression | undefined, path: string, comments: Map<string, string>): void {
  const base = expression && baseOf(expression)
  if (base === undefined) return
  const [method, [first, second]] = base
  if (method === 'array') visit(first, `${path}[]`, comments)
  if (method === 'preprocess') visit(second, path, comments)
  if (
    method === 'discriminatedUnion' &&
    first &&
    second &&
    ts.isStringLiteral(first) &&
    ts.isArrayLiteralExpression(second)
  ) {
    for (const variant of second.elements) {
      const inner = variantPath(path, labelOf(variant, first.text))
      note(variant, inner, comments)
      visit(variant, inner, comments)
    }
  }
  if (method !== 'strictObject' || first === undefined || !ts.isObjectLiteralExpression(first)) return
  for (const property of first.properties) {
    if (property.name === undefined || !ts.isIdentifier(property.name)) continue
    const inner = path === '' ? property.name.text : `${path}.${property.name.text}`
    note(property, inner, comments)
    if (ts.isPropertyAssignment(property)) visit(property.initializer, inner, comments)
    if (ts.isShorthandPropertyAssignment(property)) {
      const declaration = declarationOf(property.getSourceFile(), property.name.text)
      if (declaration !== undefined) note(declaration.parent.parent, inner, comments)
      visit(declaration?.initializer, inner, comments)
    }
  }
}

function note(node: ts.Node, path: string, comments: Map<string, string>): void {
  const text = ts
    .getJSDocCommentsAndTags(node)
    .map(({ comment }) => ts.getTextOfJSDocComment(comment) ?? '')
    .join(' ')
  const own = text === '' ? leading(node) : text
  if (own !== '') comments.set(path, own.replace(/\s+/g, ' ').trim())
}

/** Elements of a list have no doc comments of their own in the syntax tree. */
function leading(node: ts.Node): string {
  const { text } = node.getSourceFile()
  const range = ts.getLeadingCommentRanges(text, node.pos)?.at(-1)
  const comment = range && text.slice(range.pos, range.end)
  return comment?.startsWith('/**') === true ? comment.slice(3, -2).replace(/^\s*\*/gm, '') : ''
}

/** The method of zod at the bottom of a chain of calls, with its arguments; names are followed to where they are declared. */
function baseOf(expression: ts.Expression): [method: string, parameters: readonly ts.Expression[]] | undefined {
  if (ts.isIdentifier(expression)) {
    const initializer = declared(expression.getSourceFile(), expression.text)
    return initializer && baseOf(initializer)
  }
  if (!ts.isCallExpression(expression) || !ts.isPropertyAccessExpression(expression.expression)) return undefined
  const { expression: object, name } = expression.expression
  if (ts.isIdentifier(object) && object.text === 'z') return [name.text, expression.arguments]
  return baseOf(object)
}

function labelOf(variant: ts.Expression, discriminator: string): string {
  const object = baseOf(variant)?.[1][0]
  const property =
    object &&
    ts.isObjectLiteralExpression(object) &&
    object.properties.find((one) => ts.isPropertyAssignment(one) && one.name.getText() === discriminator)
  const literal = property && ts.isPropertyAssignment(property) ? baseOf(property.initializer)?.[1][0] : undefined
  return literal !== undefined && ts.isStringLiteral(literal) ? literal.text : '?'
}

const declared = (source: ts.SourceFile, name: string) => declarationOf(source, name)?.initializer

function declarationOf(source: ts.SourceFile, name: string): ts.VariableDeclaration | undefined {
  for (const statement of source.statements) {
    if (ts.isVariableStatement(statement)) {
      const found = statement.declarationList.declarations.find((one) => one.name.getText() === name)
      if (found !== undefined) return found
    }
    if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) continue
    const names = statement.importClause?.namedBindings
    if (names === undefined || !ts.isNamedImports(names) || !statement.moduleSpecifier.text.startsWith('.')) continue
    const imported = names.elements.find((one) => one.name.text === name)
    if (imported === undefined) continue
    const file = join(dirname(source.fileName), statement.moduleSpecifier.text)
    return declarationOf(parse(file), (imported.propertyName ?? imported.name).text)
  }
  return undefined
}
