/**
 * The workloads of docs/performance.md, in steady state, each in a process of its own.
 *
 *     npm run bench
 *     npm run bench -- A B --seconds 5 --json build/bench.jsonl --peers --peer-dir <folder>
 */
import { spawnSync } from 'node:child_process'
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { cpus, loadavg } from 'node:os'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

const root = fileURLToPath(new URL('..', import.meta.url))
const letters = ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H']
const peers = ['jax-js', 'PyTorch']

const help = `npm run bench -- [workloads] [options]

  workloads         any of ${letters.join(' ')}; all if none is named
  --seconds N       how long each figure is measured (2)
  --json FILE       write one line of JSON for each figure
  --peers           measure jax-js and PyTorch as well, one workload after ours
  --peer-dir DIR    where jax-js is installed: a folder with node_modules (.)
  --python FILE     the Python that PyTorch is installed for (python3)
  --help
`

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seconds: { type: 'string', default: '2' },
    json: { type: 'string' },
    peers: { type: 'boolean', default: false },
    'peer-dir': { type: 'string', default: '.' },
    python: { type: 'string', default: 'python3' },
    help: { type: 'boolean', default: false },
  },
})

/** The figures of one workload of one library. */
const figures = (library, workload) => {
  const [program, args] =
    library === 'PyTorch'
      ? [options.python, ['bench/peers/pytorch.py', workload, options.seconds]]
      : [
          process.execPath,
          ['bench/one.js', library, workload, options.seconds, options['peer-dir']],
        ]
  const { status, stdout, stderr } = spawnSync(program, args, { cwd: root, encoding: 'utf8' })
  if (status !== 0) console.error(`${library} ${workload} failed:\n${stderr}`)
  return (stdout ?? '')
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line))
}

/** What vectors of 128 bits can do here, if there is a compiler of C to say it. */
const ceiling = () => {
  const program = `${root}build/ceiling`
  mkdirSync(dirname(program), { recursive: true })
  const flags = ['-O2', '-ffp-contract=off']
  const compiler = spawnSync('cc', [...flags, `${root}bench/ceiling.c`, '-o', program])
  if (compiler.status !== 0) return null
  return Number(spawnSync(program, { encoding: 'utf8' }).stdout)
}

const time = (milliseconds) =>
  milliseconds < 0.1
    ? `${(milliseconds * 1000).toPrecision(3)} µs`
    : `${milliseconds.toPrecision(3)} ms`

const heads = ['', 'size', 'library', 'way', 'median', 'quartiles', 'wall', 'GFLOP/s', 'ratio']

/** The figure of ours that a peer's is compared with: the first one of that size and way. */
const counterpart = (row, rows) => {
  const ours = rows.filter(
    ({ library, size, time }) => library === 'cotangent' && time && size === row.size,
  )
  return ours.find(({ way }) => way.endsWith(row.way)) ?? ours[0]
}

const cellsOf = (row, rows) => {
  const { workload, size, library, way, time: measured, gflops, megabytes } = row
  const figure = measured
    ? [
        time(measured.median),
        `${time(measured.lower)} – ${time(measured.upper)}`,
        time(measured.wall),
      ]
    : [`${megabytes.toFixed(2)} MB`, '', '']
  const ours = library === 'cotangent' ? undefined : counterpart(row, rows)
  const ratio = ours ? `${(measured.median / ours.time.median).toFixed(2)} ×` : ''
  return [workload, String(size), library, way, ...figure, gflops?.toFixed(1) ?? '', ratio]
}

const print = (cells) => console.log(`| ${cells.join(' | ')} |`)

const main = () => {
  if (options.help) {
    console.log(help)
    return
  }
  const unknown = positionals.filter((name) => !letters.includes(name))
  if (unknown.length > 0) throw new Error(`no workload ${unknown.join(', ')}\n${help}`)
  const wanted = positionals.length > 0 ? positionals : letters
  const libraries = ['cotangent', ...(options.peers ? peers : [])]
  const [{ model }] = cpus()
  const about = { node: process.version, machine: model, cores: cpus().length }
  if (options.json) writeFileSync(options.json, '')
  const limit = ceiling()
  console.log(
    `Node ${about.node}, ${about.cores} × ${model}, load ${loadavg()[0].toFixed(1)}, ${new Date().toISOString().slice(0, 10)}`,
  )
  console.log(`128-bit products and sums in C: ${limit ?? 'not measured'} GFLOP/s\n`)
  print(heads)
  print(heads.map(() => '---'))
  for (const workload of wanted) {
    const rows = libraries.flatMap((library) => figures(library, workload))
    for (const row of rows) {
      print(cellsOf(row, rows))
      const line = { ...row, ceiling: limit, ...about }
      if (options.json) appendFileSync(options.json, `${JSON.stringify(line)}\n`)
    }
  }
}

main()
