/** Where an environment is, seen from its pipeline. */
export interface Place {
  readonly account: string;
  readonly region: string;
  /** Not the account of the pipeline. */
  readonly otherAccount: boolean;
  /** Not the region of the pipeline. */
  readonly otherRegion: boolean;
}
