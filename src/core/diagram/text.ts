/** Text inside the quotes of Mermaid, where signs are written by their numbers. */
export const mermaidText = (text: string): string =>
  Array.from(text, (c) => (/[#"<>&`\\]/.test(c) ? `#${c.codePointAt(0)};` : c))
    .join('')
    .replaceAll(/\s+/g, ' ')

/** Text inside the quotes of DOT. */
export const dotText = (text: string): string =>
  text
    .replaceAll('\\', String.raw`\\`)
    .replaceAll('"', String.raw`\"`)
    .replaceAll('\n', String.raw`\n`)

/** Has XML this sign? It has no control characters and no halves of surrogate pairs. */
const isXml = (sign: string): boolean => {
  const code = sign.codePointAt(0) ?? 0
  const isControl = code < 0x20 && !['\t', '\n', '\r'].includes(sign)
  return !isControl && !(code >= 0xd800 && code < 0xe000) && code !== 0xfffe && code !== 0xffff
}

/** Text inside XML, attributes included. Signs that XML does not have are left out. */
export const xmlText = (text: string): string =>
  Array.from(text)
    .filter(isXml)
    .join('')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
