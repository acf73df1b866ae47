/** Something with a standing cost. */
export interface StandingResource {
  /** What it is, such as `Fargate vCPU`. A price of `monthlyPrices` by this name comes before `monthlyPrice`. */
  readonly name: string;

  /** How much of it. */
  readonly quantity: number;

  /**
   * US dollars a month for one, on demand in us-east-1.
   *
   * @default - not known: synthesis lists it as not included
   */
  readonly monthlyPrice?: number;
}
