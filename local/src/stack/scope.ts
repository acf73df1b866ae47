import type { Json } from '../assembly/json';

/** What intrinsic functions can look up in their template. */
export interface Scope {
  /** `Ref`: a parameter, a pseudo parameter or a resource's physical id; undefined for `AWS::NoValue`. */
  reference(name: string): Json | undefined;
  /** `Fn::GetAtt`. */
  attribute(logicalId: string, name: string): Json;
  /** A named condition's value. */
  condition(name: string): boolean;
  mapping(map: string, first: string, second: string): Json | undefined;
  importedValue(name: string): Json;
  availabilityZones(region: string): readonly string[];
}
