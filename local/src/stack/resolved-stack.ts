import type { Json, JsonObject } from '../assembly/json';

/** A resource without intrinsic functions. */
export interface ResolvedResource {
  readonly logicalId: string;
  readonly type: string;
  /** The value of `Ref`: the name in the template, or one derived from the logical id. */
  readonly physicalId: string;
  readonly properties: JsonObject;
  readonly metadata: JsonObject;
  readonly dependsOn: readonly string[];
  /** The resources that it refers to, directly or indirectly. */
  readonly references: readonly string[];
  readonly updatePolicy?: JsonObject;
  readonly creationPolicy?: JsonObject;
  readonly deletionPolicy?: string;
}

/**
 * A template with intrinsic functions and conditions resolved: the state of the stack in an account. Plain JSON, so that it can be stored
 * between runs.
 */
export interface ResolvedStack {
  readonly stackName: string;
  readonly resources: Readonly<Record<string, ResolvedResource>>;
  readonly outputs: Readonly<Record<string, Json>>;
  readonly conditions: Readonly<Record<string, boolean>>;
  /** Placeholders for values that only an account knows (SSM parameters, dynamic references, imports, attributes), and what they stand for. */
  readonly placeholders: Readonly<Record<string, string>>;
}

export interface PseudoParameters {
  readonly accountId: string;
  readonly region: string;
  readonly partition: string;
  readonly urlSuffix: string;
  readonly stackName: string;
  readonly stackId: string;
  readonly notificationArns: readonly string[];
}

export interface ResolveOptions {
  readonly stackName: string;
  readonly parameters?: Readonly<Record<string, string>>;
  readonly pseudoParameters?: Partial<PseudoParameters>;
  /** Values of SSM parameters and dynamic references by parameter name; a missing one gets a placeholder. */
  readonly ssmParameters?: Readonly<Record<string, string>>;
  /** Values of `Fn::GetAtt` by attribute name, and of `Ref` as `Ref`, for a resource that runs locally; all others get placeholders. */
  readonly attributes?: (logicalId: string) => Readonly<Record<string, Json>>;
  /** Values of `Fn::ImportValue` by export name; a missing one gets a placeholder. */
  readonly exports?: Readonly<Record<string, string>>;
}

/** Something that cannot be resolved. */
export interface ResolveError {
  /** Of the resource, output or condition. */
  readonly logicalId: string;
  /** `Resources.Fleet.Properties.MinSize` */
  readonly path: string;
  readonly message: string;
}

export type ResolveResult =
  | { readonly status: 'success'; readonly value: ResolvedStack }
  | { readonly status: 'error'; readonly errors: readonly ResolveError[] };
