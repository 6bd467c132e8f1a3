/** docs/surgery.svg is the picture of the network that docs/surgery.md begins with. */
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { nn } from '../../src/index.ts'

const net = nn.model(
  nn.input('batch', 16),
  { stem: nn.sequential(nn.dense(32), nn.relu) },
  {
    block: nn.residual(
      nn.layerNorm,
      { wide: nn.dense(64) },
      nn.gelu,
      nn.dropout(0.1),
      nn.dense(32),
    ),
  },
  { head: nn.dense(10) },
)

test('surgery.svg is what nn.toSvg makes', () => {
  const file = fileURLToPath(new URL('../../docs/surgery.svg', import.meta.url))
  const text = nn.toSvg(net)
  if (process.env['UPDATE_PAGES'] === '1') writeFileSync(file, text)
  expect(
    readFileSync(file, 'utf8'),
    'write it again with: UPDATE_PAGES=1 npx vitest run test/docs/surgery.test.ts',
  ).toBe(text)
})
