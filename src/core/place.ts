/** Where an environment is, relative to its pipeline. */
export interface Place {
  readonly account: string;
  readonly region: string;
  /** Set if it is not the account of the pipeline. */
  readonly otherAccount: boolean;
  /** Set if it is not the region of the pipeline. */
  readonly otherRegion: boolean;
}

/** Where CloudFront looks for certificates, and has its metrics. */
export const US_EAST_1 = 'us-east-1';
