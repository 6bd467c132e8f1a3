interface Quieting {
  quiet(config: object): object
}

/**
 * What laws have to be told of a kind of layers, because nothing in the kind says it. A law that depends
 * on it says nothing of the layers of a kind that it does not know.
 */
export interface KindFacts {
  /**
   * the configuration with which training draws nothing, and keeps of its statistics those of the batch
   * alone: every rate 0, every decay 0
   */
  readonly quiet?: Quieting['quiet']
  /** is the mean of training over all keys what prediction gives? */
  readonly unbiased?: boolean
  /** is what it stops the derivative of meant to be constant, such as parameters that are not learned? */
  readonly freezes?: boolean
  /**
   * is it its only child `config.times` times one after the other: each time with the parameters at another
   * place along a first axis (`'each'`), or always with the same ones?
   */
  readonly unrolls?: 'each' | 'same'
  /** is it the identity where its only child gives 0? */
  readonly skips?: boolean
}

/** Facts by the names of kinds. */
export type Facts = Readonly<Record<string, KindFacts>>
