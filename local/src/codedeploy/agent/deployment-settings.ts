import type { BundleType } from './bundle/bundle-type';

/** What the service tells the agent about a deployment. */
export interface DeploymentSettings {
  /** The agent's deployment root, absolute. Its contents are kept from deployment to deployment. */
  readonly root: string;
  readonly deploymentId: string;
  readonly deploymentGroupId: string;
  readonly deploymentGroupName: string;
  readonly applicationName: string;
  readonly bundle: { readonly path: string; readonly type: BundleType };
  /** DISALLOW, OVERWRITE or RETAIN; the AppSpec's own value wins. */
  readonly fileExistsBehavior?: string;
  readonly appspecName?: string;
  /** `BUNDLE_BUCKET` and its kin, where the revision comes from S3 or GitHub. */
  readonly revisionEnvironment?: Readonly<Record<string, string>>;
  readonly creator?: string;
  readonly type?: 'IN_PLACE' | 'BLUE_GREEN';
  /** Where the service names them, an AppSpec with other hooks is refused. */
  readonly allPossibleLifecycleEvents?: readonly string[];
  readonly maxRevisions?: number;
  /** Every line of the scripts' log, as it comes. */
  readonly onLog?: (line: string) => void;
}
