/** A count with its thousands apart: `101,770`. */
export const grouped = (count: number): string =>
  String(count).replaceAll(/\B(?=(?:\d{3})+$)/g, ',')

/** A number in four digits, with an exponent where it is very large or small. */
export const short = (x: number): string => {
  const rounded = Number(x.toPrecision(4))
  const size = Math.abs(rounded)
  const isPlain = size === 0 || !Number.isFinite(size) || (size >= 1e-4 && size < 1e6)
  return isPlain ? String(rounded) : rounded.toExponential()
}

/** The sizes of things in memory: `397.5 KiB`. */
export const memory = (bytes: number): string => {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB']
  const place = units.findIndex((_, i) => i === units.length - 1 || bytes < 1024 ** (i + 1))
  return `${Number((bytes / 1024 ** place).toFixed(1))} ${units[place] ?? ''}`
}

/** Rows of cells as lines, each column as wide as its widest cell, with gaps between them. */
export const table = (
  rows: readonly (readonly string[])[],
  sides: readonly ('left' | 'right')[],
  gaps: readonly string[],
): readonly string[] => {
  const widths = sides.map((_, i) => Math.max(0, ...rows.map((row) => (row[i] ?? '').length)))
  return rows.map((row) =>
    row
      .map((cell, i) => {
        const width = widths[i] ?? 0
        const padded = sides[i] === 'right' ? cell.padStart(width) : cell.padEnd(width)
        return `${i === 0 ? '' : (gaps[i - 1] ?? gaps.at(-1) ?? ' ')}${padded}`
      })
      .join('')
      .trimEnd(),
  )
}
