/** Something with a standing cost. */
export interface StandingResource {
  /** What it is, such as `Fargate vCPU`. A price for this name in `monthlyPrices` overrides `monthlyPrice`. */
  readonly name: string;

  /** Quantity. */
  readonly quantity: number;

  /**
   * US dollars a month for one, on demand in us-east-1.
   *
   * @default - unknown: synthesis lists it as not included
   */
  readonly monthlyPrice?: number;
}
