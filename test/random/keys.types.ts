import type { Keys, Key } from '../../src/random/key.ts'
import { holds } from '../core/shape/agree.ts'
import type { Eq } from '../../src/core/shape/index.ts'
holds<Eq<Keys<2>, readonly [Key, Key]>>()
holds<Eq<Keys<0>, readonly []>>()
holds<Eq<Keys<99>['length'], 99>>()
holds<Eq<Keys<12>['length'], 12>>()
holds<Eq<Keys<100>, readonly Key[]>>()
holds<Eq<Keys<-1>, readonly Key[]>>()
holds<Eq<Keys<2.5>, readonly Key[]>>()
holds<Eq<Keys<60000>, readonly Key[]>>()
holds<Eq<Keys<number>, readonly Key[]>>()
