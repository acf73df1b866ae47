import { Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/**
 * Records on the resource why a rule of cdk-nag does not apply to it. It writes what `Validations.acknowledge` would write,
 * which in the oldest supported aws-cdk-lib refuses the `::` of an ARN in a rule's id.
 */
export function acknowledge(construct: IConstruct, id: string, reason: string): void {
  construct.node.addMetadata(Validations.ACKNOWLEDGED_RULES_METADATA_KEY, { [id]: reason });
}

/** The same for one of our own checks. The CDK keeps it in the assembly's metadata, where `gostyle lint` finds it too. */
export function acknowledgeCheck(construct: IConstruct, rule: string, reason: string): void {
  acknowledge(construct, `gostyle::${rule}`, reason);
}
