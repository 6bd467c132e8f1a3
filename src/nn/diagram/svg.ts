import { xmlText } from '../../core/diagram/text.ts'
import type { AnyModel } from '../model.ts'
import { type Caption, drawingOf, type Figure } from './figure.ts'

/** A part of a picture: its size, where above and below the line through it is, and how it is drawn. */
interface Block {
  readonly width: number
  readonly height: number
  /** the distance of the line from the left */
  readonly axis: number
  /** does a line lead on into it, so that an arrow would end in the air? */
  readonly isOpen: boolean
  readonly draw: (x: number, y: number) => readonly string[]
}

// Sizes in pixels. Every letter of a monospaced font is 0.6 as wide as it is high.
const size = 13
const small = 11
const letter = 0.602
const pad = 12
const gap = 26
const corner = 6

const widthOf = (text: string, height: number): number => Array.from(text).length * height * letter

const n = (value: number): string => String(Number(value.toFixed(2)))

const textAt = (x: number, y: number, style: string, ...parts: readonly string[]): string => {
  const spans = parts.map((part, i) =>
    i === 0 ? xmlText(part) : `<tspan class="config">${xmlText(part)}</tspan>`,
  )
  return `<text class="${style}" x="${n(x)}" y="${n(y)}" text-anchor="middle">${spans.join(' ')}</text>`
}

const group = (caption: Caption, lines: readonly string[]): readonly string[] => [
  `<g data-path="${xmlText(caption.path)}">`,
  ...lines.map((line) => `  ${line}`),
  '</g>',
]

const line = (path: string): string => `<path class="line" d="${path}"/>`

const arrow = (path: string): string => `<path class="line" marker-end="url(#arrow)" d="${path}"/>`

/** A line down into a block, which ends in an arrow unless the block leads it on. */
const into = (block: Block, x: number, from: number, to: number): string =>
  (block.isOpen ? line : arrow)(`M${n(x)} ${n(from)}V${n(to)}`)

const boxOf = (
  { title, config, details }: Pick<Caption, 'title' | 'config' | 'details'>,
  style: string,
  radius: number,
): Block => {
  const detail = details.join(' · ')
  const head = config === '' ? [title] : [title, config]
  const inner = Math.max(widthOf(head.join(' '), size), widthOf(detail, small), 90)
  const width = inner + 2 * pad
  const height = 46
  return {
    width,
    height,
    axis: width / 2,
    isOpen: false,
    draw: (x, y) => [
      `<rect class="${style}" x="${n(x)}" y="${n(y)}" width="${n(width)}" height="${height}" rx="${radius}"/>`,
      textAt(x + width / 2, y + 20, 'title', ...head),
      textAt(x + width / 2, y + 36, 'detail', detail),
    ],
  }
}

/** Blocks one below the other on one line, with arrows between them. */
const column = (blocks: readonly Block[]): Block => {
  const axis = Math.max(0, ...blocks.map((block) => block.axis))
  const right = Math.max(0, ...blocks.map((block) => block.width - block.axis))
  const height = blocks.reduce((sum, block) => sum + block.height, 0) + gap * (blocks.length - 1)
  return {
    width: axis + right,
    height: Math.max(height, 0),
    axis,
    isOpen: blocks[0]?.isOpen ?? true,
    draw: (x, y) => {
      let top = y
      return blocks.flatMap((block, i) => {
        const at = top
        top += block.height + gap
        const entry = i === 0 ? [] : [into(block, x + axis, at - gap, at)]
        return [...entry, ...block.draw(x + axis - block.axis, at)]
      })
    },
  }
}

/** A block with a frame around it that has a title. */
const framed = (caption: Caption, inner: Block): Block => {
  const header = 26
  const text = caption.config === '' ? caption.title : `${caption.title} ${caption.config}`
  const title = widthOf(text, small) + 2 * pad
  // the title stands on the left of the line
  const left = Math.max(pad, title - inner.axis)
  const right = pad
  const width = left + inner.width + right
  const height = header + gap / 2 + inner.height + gap / 2
  const axis = left + inner.axis
  return {
    width,
    height,
    axis,
    isOpen: true,
    draw: (x, y) => {
      const top = y + header + gap / 2
      return [
        `<rect class="frame" x="${n(x)}" y="${n(y)}" width="${n(width)}" height="${n(height)}" rx="${corner + 2}"/>`,
        `<text class="caption" x="${n(x + pad)}" y="${n(y + 17)}">${xmlText(text)}</text>`,
        into(inner, x + axis, y, top),
        ...inner.draw(x + left, top),
        line(`M${n(x + axis)} ${n(top + inner.height)}V${n(y + height)}`),
      ]
    },
  }
}

/** A block and a line past it, which is added to what comes out of it. */
const skip = (inner: Block): Block => {
  const [head, radius, aside] = [gap, 9, 22]
  const width = inner.width + aside
  const foot = gap + 2 * radius
  const height = head + inner.height + foot
  return {
    width,
    height,
    axis: inner.axis,
    isOpen: true,
    draw: (x, y) => {
      const [axis, right, centre] = [x + inner.axis, x + width, y + height - radius]
      const start = y + head / 2 - 4
      return [
        into(inner, axis, y, y + head),
        ...inner.draw(x, y + head),
        arrow(`M${n(axis)} ${n(y + head + inner.height)}V${n(centre - radius)}`),
        arrow(
          `M${n(axis)} ${n(start)}H${n(right - corner)}Q${n(right)} ${n(start)} ${n(right)} ${n(start + corner)}V${n(centre - corner)}Q${n(right)} ${n(centre)} ${n(right - corner)} ${n(centre)}H${n(axis + radius)}`,
        ),
        `<circle class="plain" cx="${n(axis)}" cy="${n(centre)}" r="${radius}"/>`,
        line(
          `M${n(axis - 4)} ${n(centre)}H${n(axis + 4)}M${n(axis)} ${n(centre - 4)}V${n(centre + 4)}`,
        ),
      ]
    },
  }
}

/** Blocks beside each other, between a line that forks and one that comes together. */
const branches = (blocks: readonly Block[]): Block => {
  const between = 18
  const tallest = Math.max(0, ...blocks.map(({ height }) => height))
  const width = blocks.reduce((sum, block) => sum + block.width, 0) + between * (blocks.length - 1)
  const axis = width / 2
  const height = gap + tallest + gap
  return {
    width,
    height,
    axis,
    isOpen: true,
    draw: (x, y) => {
      let left = x
      const [fork, join] = [y + gap / 2 - 3, y + height - gap / 2 + 3]
      const drawn = blocks.flatMap((block) => {
        const at = left
        left += block.width + between
        const own = at + block.axis
        return [
          (block.isOpen ? line : arrow)(`M${n(x + axis)} ${n(fork)}H${n(own)}V${n(y + gap)}`),
          ...block.draw(at, y + gap),
          line(`M${n(own)} ${n(y + gap + block.height)}V${n(join)}H${n(x + axis)}`),
        ]
      })
      return [
        line(`M${n(x + axis)} ${n(y)}V${n(fork)}`),
        ...drawn,
        line(`M${n(x + axis)} ${n(join)}V${n(y + height)}`),
      ]
    },
  }
}

const blockOf = (figure: Figure): Block => {
  const { caption } = figure
  const block = ((): Block => {
    if (figure.form === 'box') return boxOf(caption, caption.role, corner)
    const parts = figure.parts.map(blockOf)
    switch (figure.form) {
      case 'column':
        // a sequence that has no name says nothing that its layers do not say
        return caption.title === 'sequential' ? column(parts) : framed(caption, column(parts))
      case 'frame':
        return framed(caption, column(parts))
      case 'branches':
        return framed(caption, branches(parts))
      case 'skip':
        return caption.title === 'residual'
          ? skip(column(parts))
          : framed(caption, skip(column(parts)))
    }
  })()
  return { ...block, draw: (x, y) => group(caption, block.draw(x, y)) }
}

const style = [
  `text { font: ${size}px ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; fill: #1f2328 }`,
  `.title { font-weight: 600 } .config { font-weight: 400 } .detail, .caption { font-size: ${small}px; fill: #59636e }`,
  '.plain { fill: #f6f8fa; stroke: #8c959f } .learned { fill: #ddf4ff; stroke: #0969da }',
  '.stateful { fill: #fbefff; stroke: #8250df } .random { fill: #fff8c5; stroke: #9a6700 }',
  '.frame { fill: none; stroke: #8c959f; stroke-dasharray: 4 3 } .line { fill: none; stroke: #59636e }',
]

/**
 * A model as a picture, an SVG document: a box for each layer with the shape of its output and its
 * parameters, from the input down to the output. A residual is a line past its body to a plus, parts side by
 * side stand beside each other, a layer with a name is framed. What has parameters is blue, what has state
 * violet, what is random yellow. Every layer is a group with its path, `data-path`.
 *
 * Laws:
 * 1. Every layer has one group, inside that of the layer around it.
 * 2. The same model gives the same text.
 *
 * @example
 * import { nn } from 'cotangent'
 *
 * const mlp = nn.model(nn.input('batch', 4), nn.dense(8), nn.relu)
 * nn.toSvg(mlp).includes('<g data-path="[1]">') // true
 */
export const toSvg = (model: AnyModel): string => {
  const { input, output, total, figure } = drawingOf(model)
  const ends = (title: string, ...details: readonly string[]): Block =>
    boxOf({ title, config: '', details }, 'plain', 23)
  const all = column([ends('input', input), blockOf(figure), ends('output', output, total)])
  const margin = 16
  const [width, height] = [all.width + 2 * margin, all.height + 2 * margin]
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" role="img" width="${n(width)}" height="${n(height)}" viewBox="0 0 ${n(width)} ${n(height)}">`,
    `  <title>${xmlText(`A model from ${input} to ${output} with ${total}`)}</title>`,
    `  <style>${style.join(' ')}</style>`,
    '  <defs><marker id="arrow" viewBox="0 0 8 8" refX="7.5" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path d="M0 0L8 4L0 8z" fill="#59636e"/></marker></defs>',
    `  <rect width="100%" height="100%" rx="8" fill="#ffffff"/>`,
    ...all.draw(margin, margin).map((text) => `  ${text}`),
    '</svg>',
    '',
  ].join('\n')
}
