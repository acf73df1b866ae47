import { Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** Says beside the resource why a rule of cdk-nag does not apply to it. */
export function acknowledge(construct: IConstruct, id: string, reason: string): void {
  Validations.of(construct).acknowledge({ id, reason });
}
