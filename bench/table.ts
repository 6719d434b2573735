/** One row: what is measured, our figure, the stock bot's, and their ratio. `–` stands for a figure that is missing. */
export function row(what: string, ours: number | undefined, stock: number | undefined, digits: number): string[] {
  const ratio = ours === undefined || stock === undefined ? undefined : ours / stock
  return [what, written(ours, digits), written(stock, digits), written(ratio, 2)]
}

/** The rows as text, the first column aligned to the left and the numbers to the right. */
export function table(rows: readonly string[][]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((cells) => cells[column]?.length ?? 0)))
  return rows
    .map((cells) =>
      cells
        .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
        .join('   '),
    )
    .join('\n')
}

function written(value: number | undefined, digits: number): string {
  return value === undefined ? '–' : value.toFixed(digits)
}
