import type { Json, JsonObject } from '../assembly/json';

/** A resource whose properties hold plain values only. */
export interface ResolvedResource {
  readonly logicalId: string;
  readonly type: string;
  /** What `Ref` gives: the name that the template sets, or one made from the logical id. */
  readonly physicalId: string;
  readonly properties: JsonObject;
  readonly metadata: JsonObject;
  readonly dependsOn: readonly string[];
  /** The resources that it refers to, itself or by what it refers to. */
  readonly references: readonly string[];
  readonly updatePolicy?: JsonObject;
  readonly creationPolicy?: JsonObject;
  readonly deletionPolicy?: string;
}

/** A template after CloudFormation's functions and conditions: what would be in the account. Plain JSON, so it can be kept between runs. */
export interface ResolvedStack {
  readonly stackName: string;
  readonly resources: Readonly<Record<string, ResolvedResource>>;
  readonly outputs: Readonly<Record<string, Json>>;
  readonly conditions: Readonly<Record<string, boolean>>;
  /** Values that only an account knows, and what stands for them here: SSM parameters, dynamic references, imports, attributes. */
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
  /** Values of SSM parameters and dynamic references, by parameter name; without one a placeholder is recorded. */
  readonly ssmParameters?: Readonly<Record<string, string>>;
  /** What `Fn::GetAtt` gives by name, and `Ref` as `Ref`, for a resource that runs here; what is not named has a stand-in. */
  readonly attributes?: (logicalId: string) => Readonly<Record<string, Json>>;
  /** Values of `Fn::ImportValue`, by export name; without one a placeholder is recorded. */
  readonly exports?: Readonly<Record<string, string>>;
}

/** One thing that cannot be resolved. */
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
