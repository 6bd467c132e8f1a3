/**
 * One workload of one library in a process of its own: nothing that another one has compiled is in
 * its way. Prints one line of JSON for each figure.
 *
 *     node bench/one.js cotangent B 2
 *     node bench/one.js jax-js B 2 <folder with node_modules>
 */
const [library = 'cotangent', workload = 'B', seconds = '2', folder = '.'] = process.argv.slice(2)

const print = (row) => console.log(JSON.stringify({ library, workload, ...row }))

if (library === 'cotangent') {
  const { wasmEngine } = await import('cotangent')
  const { workloads } = await import('./workloads/index.js')
  // peers run on one thread; bench/threads.js measures what more of them give
  const options = { engine: wasmEngine({ threads: 1 }), seconds: Number(seconds) }
  for (const row of workloads[workload](options)) print(row)
} else {
  const { peer } = await import(`./peers/${library}.js`)
  const { workloads, end } = await peer(folder)
  const run = workloads[workload]
  if (run) for await (const row of run({ seconds: Number(seconds) })) print(row)
  end()
}
