/** Where an environment is, relative to its pipeline. */
export interface Place {
  readonly account: string;
  readonly region: string;
  /** Set if it is not the account of the pipeline. */
  readonly otherAccount: boolean;
  /** Set if it is not the region of the pipeline. */
  readonly otherRegion: boolean;
}
