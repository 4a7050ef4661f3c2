/** Where a variant stands: `head(label)`, and in a list `layers[gru]`. */
export function variantPath(path: string, label: string | undefined): string {
  return path.endsWith('[]') ? `${path.slice(0, -1)}${label}]` : `${path}(${label})`
}
