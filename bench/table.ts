/** One row: what is measured, our figure, the other's, and their ratio. `–` stands for a figure that is missing. */
export function row(what: string, ours: number | undefined, other: number | undefined, digits: number): string[] {
  const ratio = ours === undefined || other === undefined ? undefined : ours / other
  return [what, written(ours, digits), written(other, digits), written(ratio, 2)]
}

/** The rows as text, the first column aligned to the left and the numbers to the right. */
export function table(rows: readonly string[][]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((cells) => cells[column]?.length ?? 0)))
  return rows
    .map((cells) =>
      cells
        .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
        .join('   ')
        .trimEnd(),
    )
    .join('\n')
}

/** A figure with this many digits, or `–` if it is missing. */
export function written(value: number | undefined, digits: number): string {
  return value === undefined ? '–' : value.toFixed(digits)
}
