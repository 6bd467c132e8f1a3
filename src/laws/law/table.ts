import type { Rules } from '../../core/primitives/index.ts'
import type { TreeFunction } from '../function.ts'
import type { Case } from '../primitive/cases.ts'
import type { Report } from '../report.ts'
import type { Probe } from '../subject.ts'
import { vjpIsAdjoint } from './adjoint.ts'
import { differentiatingBatchesIsLooping } from './batch-derivative.ts'
import {
  batchingDerivativesIsLooping,
  batchingIsLooping,
  nestedBatchingIsLooping,
} from './batching.ts'
import { chainRule } from './chain.ts'
import {
  jvpIsDerivative,
  jvpKeepsPrecision,
  jvpOfJvpIsSecondDerivative,
  missingTangentIsZero,
} from './derivative.ts'
import { sharedOperandsAddUp } from './diagonal.ts'
import { doublesStayDoubles } from './double.ts'
import { eulerHomogeneity } from './homogeneity.ts'
import { usesKeysOnce } from './key-reuse.ts'
import { subgradientIsStated } from './kink.ts'
import { doubleTransposeIsIdentity, linearIsItsDerivative, transposeIffLinear } from './linear.ts'
import { jvpIsLinear, vjpIsLinear } from './linearity.ts'
import {
  everyWayGivesOneTangent,
  everyWayGivesOneValue,
  inferenceIsRight,
  inputsStay,
} from './primal.ts'
import { programsAreWellFormed } from './program.ts'
import { secondOrdersAgree } from './second-order.ts'
import { equivariantUnder, invariantUnder } from './symmetry.ts'
import { type ModelLaw, modelTable } from '../model/table.ts'
import { thirdOrdersAgree } from './third-order.ts'
import { ignoresKeyOrder, isDeterministic, keepsInputs, keepsStructure } from './tree.ts'

/** A law in words. */
interface Stated {
  /** the name of the law, which is that of the predicate */
  readonly name: string
  readonly equation: string
  /** which mistakes fail it */
  readonly catches: string
}

/** A law of any function of tensors at a point. */
export interface PointLaw extends Stated {
  readonly of: 'point'
  readonly law: (probe: Probe, rules?: Rules) => Report
}

/** A law of one primitive at a point. */
export interface PrimitiveLaw extends Stated {
  readonly of: 'primitive'
  readonly law: (probe: Probe<Case>, rules?: Rules) => Report
}

/** A law of a function of trees, and arguments. */
export interface FunctionLaw extends Stated {
  readonly of: 'function'
  readonly law: (f: TreeFunction, args: readonly unknown[]) => Report
}

/** A law that has to be told more: a second function, a degree, a symmetry, a kink. */
export interface ParametricLaw extends Stated {
  readonly of: 'more'
  readonly law: (...args: never[]) => Report
}

/** A law, what it says and what it is a law of. */
export type Law = PointLaw | PrimitiveLaw | FunctionLaw | ParametricLaw | ModelLaw

/**
 * Every law of the kit.
 *
 * @example
 * import * as laws from 'cotangent/laws'
 *
 * laws.laws.find(({ name }) => name === 'vjpIsAdjoint')?.equation // '⟨u, J v⟩ = ⟨Jᵀ u, v⟩'
 */
export const laws: readonly Law[] = [
  {
    name: 'jvpIsDerivative',
    of: 'point',
    equation: 'J v = lim (f(x + h v) − f(x − h v)) / 2h',
    catches: 'a wrong sign, factor, axis or term in a forward rule',
    law: jvpIsDerivative,
  },
  {
    name: 'jvpKeepsPrecision',
    of: 'point',
    equation: 'J v in f32 = J v in f64, up to rounding',
    catches: 'cancellation, overflow on the way, a tangent of another type',
    law: jvpKeepsPrecision,
  },
  {
    name: 'doublesStayDoubles',
    of: 'point',
    equation: 'f in f64 ⇒ no equation of J v and Jᵀ u is in f32',
    catches: 'a derivative that goes by way of f32, and is right to 7 digits',
    law: doublesStayDoubles,
  },
  {
    name: 'vjpIsAdjoint',
    of: 'point',
    equation: '⟨u, J v⟩ = ⟨Jᵀ u, v⟩',
    catches: 'a transpose that is not that of the derivative; a cotangent of the wrong shape',
    law: vjpIsAdjoint,
  },
  {
    name: 'jvpIsLinear',
    of: 'point',
    equation: 'J (a v + w) = a J v + J w',
    catches: 'a squared tangent, a constant added',
    law: jvpIsLinear,
  },
  {
    name: 'vjpIsLinear',
    of: 'point',
    equation: 'Jᵀ (a u + w) = a Jᵀ u + Jᵀ w',
    catches: 'a squared cotangent, one that is clipped or ignored',
    law: vjpIsLinear,
  },
  {
    name: 'jvpOfJvpIsSecondDerivative',
    of: 'point',
    equation: 'D²f(v, w) = lim (J(x + h w) v − J(x − h w) v) / 2h',
    catches: 'a rule that is right at first order and constant in the point',
    law: jvpOfJvpIsSecondDerivative,
  },
  {
    name: 'secondOrdersAgree',
    of: 'point',
    equation:
      '⟨u, H v⟩ = ⟨v, H u⟩; forward over reverse = reverse over forward = reverse over reverse',
    catches: 'a residual that is detached, one mode that is wrong at second order',
    law: secondOrdersAgree,
  },
  {
    name: 'thirdOrdersAgree',
    of: 'point',
    equation: 'D³f(u, v, w), taken in all eight ways, is the derivative of D²f(u, v)',
    catches: 'a rule of a rule of a rule; perturbations that are confused',
    law: thirdOrdersAgree,
  },
  {
    name: 'everyWayGivesOneValue',
    of: 'point',
    equation:
      'f(x) = run(trace f)(x) = compile(f)(x) = the value that jvp, vjp and linearize give, bit for bit',
    catches: 'a transformation that changes what is computed',
    law: everyWayGivesOneValue,
  },
  {
    name: 'everyWayGivesOneTangent',
    of: 'point',
    equation: 'jvp = linearize = compile(jvp), bit for bit',
    catches: 'a stale residual, a program that is compiled to something else',
    law: everyWayGivesOneTangent,
  },
  {
    name: 'inputsStay',
    of: 'point',
    equation: 'bytes of x before = bytes of x after',
    catches: 'a kernel that writes into its operand',
    law: inputsStay,
  },
  {
    name: 'inferenceIsRight',
    of: 'point',
    equation: 'shape and element type inferred = those of the value',
    catches: 'a shape rule that says one thing and a kernel that does another',
    law: inferenceIsRight,
  },
  {
    name: 'programsAreWellFormed',
    of: 'point',
    equation: 'close(inline(program)) = program',
    catches: 'dead equations, slots used before they are made',
    law: programsAreWellFormed,
  },
  {
    name: 'batchingIsLooping',
    of: 'point',
    equation: 'vmap(f)(x)[i] = f(x[i]), bit for bit, whichever operands are batched',
    catches: 'a batch rule that mixes examples or moves the wrong axis',
    law: batchingIsLooping,
  },
  {
    name: 'nestedBatchingIsLooping',
    of: 'point',
    equation: 'vmap(vmap(f))(x)[i][j] = f(x[i][j]), bit for bit',
    catches: 'batch axes that are confused with each other',
    law: nestedBatchingIsLooping,
  },
  {
    name: 'batchingDerivativesIsLooping',
    of: 'point',
    equation: 'vmap(jvp f) and vmap(vjp f) are jvp f and vjp f of each example, bit for bit',
    catches: 'derivatives that add up over a batch',
    law: batchingDerivativesIsLooping,
  },
  {
    name: 'differentiatingBatchesIsLooping',
    of: 'point',
    equation: 'jvp(vmap f) is jvp f of each example',
    catches: 'a batch that has the right value and has lost its derivative',
    law: differentiatingBatchesIsLooping,
  },
  {
    name: 'missingTangentIsZero',
    of: 'primitive',
    equation: 'J (v, missing) = J (v, 0)',
    catches: 'a rule that takes an operand without a tangent for one that moves',
    law: missingTangentIsZero,
  },
  {
    name: 'sharedOperandsAddUp',
    of: 'primitive',
    equation: 'the cotangent of x in f(x, x) is the sum of those of f(x, y) at y = x',
    catches: 'a cotangent that overwrites another',
    law: sharedOperandsAddUp,
  },
  {
    name: 'transposeIffLinear',
    of: 'primitive',
    equation: 'f has a transpose rule ⇔ f is linear in some operand',
    catches: 'a transpose by hand of what is not linear',
    law: transposeIffLinear,
  },
  {
    name: 'linearIsItsDerivative',
    of: 'primitive',
    equation: 'f linear ⇒ jvp(f)(x, v) = f(v)',
    catches: 'a linear primitive with a derivative of another one',
    law: linearIsItsDerivative,
  },
  {
    name: 'doubleTransposeIsIdentity',
    of: 'primitive',
    equation: 'fᵀᵀ = f',
    catches: 'a transpose that loses an axis or a factor',
    law: doubleTransposeIsIdentity,
  },
  {
    name: 'subgradientIsStated',
    of: 'more',
    equation: 'J v on a kink is what the table of subgradients says',
    catches: 'twice the cotangent at a tie, NaN where 0 is meant',
    law: subgradientIsStated,
  },
  {
    name: 'chainRule',
    of: 'more',
    equation: 'jvp(g ∘ f) = jvp(g) ∘ jvp(f); vjp(g ∘ f) = vjp(f) ∘ vjp(g); identity and pairing',
    catches: 'a rule that looks further than its own operands',
    law: chainRule,
  },
  {
    name: 'eulerHomogeneity',
    of: 'more',
    equation: 'f(s x) = sᵏ f(x) ⇒ ⟨∇f(x), x⟩ = k f(x)',
    catches: 'a factor that is lost or doubled, at every scale',
    law: eulerHomogeneity,
  },
  {
    name: 'invariantUnder',
    of: 'more',
    equation: 'f(a(x, t)) = f(x) ⇒ ⟨∇f, ∂a/∂t⟩ = 0',
    catches: 'a term that is missing in one of several paths (softmax, normalizations)',
    law: invariantUnder,
  },
  {
    name: 'equivariantUnder',
    of: 'more',
    equation: 'f(P x) = Q f(x) ⇒ J(Px) P = Q J(x), Jᵀ(Px) Q = P Jᵀ(x)',
    catches: 'a gradient that ends up at the wrong place (convolution, attention)',
    law: equivariantUnder,
  },
  {
    name: 'keepsStructure',
    of: 'more',
    equation: 'keys, shapes and element types of gradient(p) = those of p',
    catches: 'a forgotten key, a broadcast axis that stays, another precision',
    law: keepsStructure,
  },
  {
    name: 'keepsInputs',
    of: 'function',
    equation: 'arguments before = arguments after; gradients are frozen',
    catches: 'an update in place',
    law: keepsInputs,
  },
  {
    name: 'isDeterministic',
    of: 'function',
    equation: 'f(x) = f(x) = compile(f)(x) = compile(f)(x), bit for bit',
    catches: 'counters, clocks, Math.random, stale caches',
    law: isDeterministic,
  },
  {
    name: 'ignoresKeyOrder',
    of: 'function',
    equation: 'f({ a, b }) = f({ b, a }), bit for bit, and its gradient',
    catches: 'Object.keys where an order matters',
    law: ignoresKeyOrder,
  },
  {
    name: 'usesKeysOnce',
    of: 'function',
    equation: 'every key is drawn from or split at most once',
    catches: 'two draws that are one: equal masks, equal weights, correlated noise',
    law: usesKeysOnce,
  },
  ...modelTable,
]
