import type { BundleType } from './bundle/bundle-type';

/** What the service tells the agent about a deployment. */
export interface DeploymentSettings {
  /** The agent's deployment root, an absolute path. Its contents are kept from one deployment to the next. */
  readonly root: string;
  readonly deploymentId: string;
  readonly deploymentGroupId: string;
  readonly deploymentGroupName: string;
  readonly applicationName: string;
  readonly bundle: { readonly path: string; readonly type: BundleType };
  /** DISALLOW, OVERWRITE or RETAIN; the AppSpec's own value wins. */
  readonly fileExistsBehavior?: string;
  readonly appspecName?: string;
  /** `BUNDLE_BUCKET` and the like, if the revision comes from S3 or GitHub. */
  readonly revisionEnvironment?: Readonly<Record<string, string>>;
  readonly creator?: string;
  readonly type?: 'IN_PLACE' | 'BLUE_GREEN';
  /** If set, an AppSpec with other hooks is rejected. */
  readonly allPossibleLifecycleEvents?: readonly string[];
  readonly maxRevisions?: number;
  /** Ends the running script, which fails the deployment. */
  readonly signal?: AbortSignal;
  /** Called with each line of the scripts' log. */
  readonly onLog?: (line: string) => void;
}
