/** At most three of the names that somebody may have meant, the closest first; their last part, a city, counts too. */
export function closeNames(wanted: string, names: readonly string[]): string[] {
  const [whole, city] = [plain(wanted), plain(lastPart(wanted))]
  return names
    .map((name) => {
      const byCity = editDistance(city, plain(lastPart(name)))
      return { name, distance: Math.min(editDistance(whole, plain(name)), byCity) }
    })
    .filter(({ distance }) => distance <= Math.max(1, Math.floor(city.length / 3)))
    .sort((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : 1))
    .slice(0, 3)
    .map(({ name }) => name)
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[ _-]/g, '')
}

function lastPart(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1)
}

/** Letters to insert, delete or replace between two texts. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1]
    for (let j = 0; j < b.length; j++) {
      const replaced = (row[j] ?? 0) + (letter === b[j] ? 0 : 1)
      next.push(Math.min(replaced, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1))
    }
    row = next
  }
  return row[b.length] ?? 0
}
