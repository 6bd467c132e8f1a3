import { expect, it } from 'vitest'
import type {
  Add,
  CeilDiv,
  Div,
  DivMod,
  Eq,
  Lte,
  Mod,
  Mul,
  Sub,
} from '../../../src/core/shape/index.ts'
import { holds } from './agree.ts'

/** a, b, a + b, a - b, a * b, a div b, a mod b, a div b rounded up, a <= b; null where there is none. */
const table = [
  [0, 0, 0, 0, 0, null, null, null, true],
  [999, 1, 1000, 998, 999, 999, 0, 999, false],
  [1, 99999, 100000, null, 99999, 0, 1, 1, true],
  [12345, 67890, 80235, null, 838102050, 0, 12345, 1, true],
  [28, 28, 56, 0, 784, 1, 0, 1, true],
  [5, 10, 15, null, 50, 0, 5, 1, true],
  [3, 28, 31, null, 84, 0, 3, 1, true],
  [100000, 7, 100007, 99993, 700000, 14285, 5, 14286, false],
  [99999, 99999, 199998, 0, 9999800001, 1, 0, 1, true],
  [7, 2, 9, 5, 14, 3, 1, 4, false],
  [10, 10, 20, 0, 100, 1, 0, 1, true],
  [1, 1, 2, 0, 1, 1, 0, 1, true],
  [0, 256, 256, null, 0, 0, 0, 0, true],
  [87, 4, 91, 83, 348, 21, 3, 22, false],
  [8046, 1, 8047, 8045, 8046, 8046, 0, 8046, false],
  [1641, 29, 1670, 1612, 47589, 56, 17, 57, false],
  [2, 107, 109, null, 214, 0, 2, 1, true],
  [1, 54, 55, null, 54, 0, 1, 1, true],
  [2, 2, 4, 0, 4, 1, 0, 1, true],
  [352, 2029, 2381, null, 714208, 0, 352, 1, true],
  [5, 7, 12, null, 35, 0, 5, 1, true],
  [5815, 6177, 11992, null, 35919255, 0, 5815, 1, true],
  [2901, 38, 2939, 2863, 110238, 76, 13, 77, false],
  [720328, 1, 720329, 720327, 720328, 720328, 0, 720328, false],
  [141517, 14, 141531, 141503, 1981238, 10108, 5, 10109, false],
  [7, 2, 9, 5, 14, 3, 1, 4, false],
  [70, 1838, 1908, null, 128660, 0, 70, 1, true],
  [12, 212, 224, null, 2544, 0, 12, 1, true],
  [6815, 30, 6845, 6785, 204450, 227, 5, 228, false],
  [1934, 1, 1935, 1933, 1934, 1934, 0, 1934, false],
  [2, 6, 8, null, 12, 0, 2, 1, true],
  [12089, 51, 12140, 12038, 616539, 237, 2, 238, false],
  [76, 219, 295, null, 16644, 0, 76, 1, true],
  [523, 15, 538, 508, 7845, 34, 13, 35, false],
  [58381, 625, 59006, 57756, 36488125, 93, 256, 94, false],
  [29, 198, 227, null, 5742, 0, 29, 1, true],
  [1416, 3166, 4582, null, 4483056, 0, 1416, 1, true],
  [23805, 14, 23819, 23791, 333270, 1700, 5, 1701, false],
  [760412, 2, 760414, 760410, 1520824, 380206, 0, 380206, false],
  [322, 1067, 1389, null, 343574, 0, 322, 1, true],
  [8, 90, 98, null, 720, 0, 8, 1, true],
  [1, 470, 471, null, 470, 0, 1, 1, true],
  [38674, 195, 38869, 38479, 7541430, 198, 64, 199, false],
  [179005, 17, 179022, 178988, 3043085, 10529, 12, 10530, false],
  [14851, 238, 15089, 14613, 3534538, 62, 95, 63, false],
  [3015, 66, 3081, 2949, 198990, 45, 45, 46, false],
  [109599, 6007, 115606, 103592, 658361193, 18, 1473, 19, false],
  [699, 453, 1152, 246, 316647, 1, 246, 2, false],
  [2, 639, 641, null, 1278, 0, 2, 1, true],
  [7634, 9383, 17017, null, 71629822, 0, 7634, 1, true],
  [85417, 13, 85430, 85404, 1110421, 6570, 7, 6571, false],
  [206, 472, 678, null, 97232, 0, 206, 1, true],
  [1, 70, 71, null, 70, 0, 1, 1, true],
  [10, 2, 12, 8, 20, 5, 0, 5, false],
  [2, 1182, 1184, null, 2364, 0, 2, 1, true],
  [5, 9, 14, null, 45, 0, 5, 1, true],
  [221, 3059, 3280, null, 676039, 0, 221, 1, true],
  [3, 62, 65, null, 186, 0, 3, 1, true],
  [1979, 3416, 5395, null, 6760264, 0, 1979, 1, true],
  [82352, 2857, 85209, 79495, 235279664, 28, 2356, 29, false],
  [46, 45, 91, 1, 2070, 1, 1, 2, false],
  [142, 3441, 3583, null, 488622, 0, 142, 1, true],
  [557682, 4, 557686, 557678, 2230728, 139420, 2, 139421, false],
  [11, 8, 19, 3, 88, 1, 3, 2, false],
  [25, 87, 112, null, 2175, 0, 25, 1, true],
  [3425, 11, 3436, 3414, 37675, 311, 4, 312, false],
  [1, 47, 48, null, 47, 0, 1, 1, true],
  [164, 184, 348, null, 30176, 0, 164, 1, true],
  [523103, 578, 523681, 522525, 302353534, 905, 13, 906, false],
  [1238, 295, 1533, 943, 365210, 4, 58, 5, false],
  [11407, 1, 11408, 11406, 11407, 11407, 0, 11407, false],
  [249573, 1317, 250890, 248256, 328687641, 189, 660, 190, false],
  [176635, 1554, 178189, 175081, 274490790, 113, 1033, 114, false],
  [226, 39, 265, 187, 8814, 5, 31, 6, false],
  [4, 344, 348, null, 1376, 0, 4, 1, true],
  [2, 1, 3, 1, 2, 2, 0, 2, false],
  [17, 4, 21, 13, 68, 4, 1, 5, false],
  [109, 1, 110, 108, 109, 109, 0, 109, false],
  [1, 4, 5, null, 4, 0, 1, 1, true],
  [4, 28, 32, null, 112, 0, 4, 1, true],
] as const

type OrNull<T> = [T] extends [never] ? null : T
type Computed<A, B> = readonly [
  A,
  B,
  Add<A, B>,
  OrNull<Sub<A, B>>,
  Mul<A, B>,
  OrNull<Div<A, B>>,
  OrNull<Mod<A, B>>,
  OrNull<CeilDiv<A, B>>,
  Lte<A, B>,
]
/** The rows that the type level computes otherwise. */
type Wrong<
  Rows extends readonly unknown[],
  Found extends readonly unknown[] = [],
> = Rows extends readonly [infer Row extends readonly unknown[], ...infer Rest]
  ? Eq<Row, Computed<Row[0], Row[1]>> extends true
    ? Wrong<Rest, Found>
    : Wrong<Rest, [...Found, Computed<Row[0], Row[1]>]>
  : Found
holds<Eq<Wrong<typeof table>, []>>()

it('is what JavaScript computes', () => {
  const computed = table.map(([a, b]) => [
    a,
    b,
    a + b,
    a >= b ? a - b : null,
    a * b,
    b > 0 ? Math.floor(a / b) : null,
    b > 0 ? a % b : null,
    b > 0 ? Math.ceil(a / b) : null,
    a <= b,
  ])
  expect(computed).toEqual(table)
})

// what is not a known size degrades
holds<Eq<Add<number, 3>, number>>()
holds<Eq<Add<3, number>, number>>()
holds<Eq<Add<'batch', 3>, number>>()
holds<Eq<Add<any, 3>, number>>()
holds<Eq<Add<1e21, 3>, number>>()
holds<Eq<Sub<7, -3>, number>>()
holds<Eq<Sub<number, 3>, number>>()
holds<Eq<Mul<number, 10>, number>>()
holds<Eq<Mul<1.5, 4>, number>>()
holds<Eq<Mul<any, 4>, number>>()
holds<Eq<Mul<1, 'batch'>, 'batch'>>()
holds<Eq<Mul<'batch', 1>, 'batch'>>()
holds<Eq<Mul<'batch', 2>, number>>()
holds<Eq<Div<number, 2>, number>>()
holds<Eq<CeilDiv<number, 2>, number>>()
holds<Eq<DivMod<4, 0>, [never, never]>>()
holds<Eq<Lte<number, 2>, boolean>>()

// unions are worked through member by member
holds<Eq<Add<2 | 3, 1>, 3 | 4>>()
holds<Eq<Mul<2 | 3, 4>, 8 | 12>>()
