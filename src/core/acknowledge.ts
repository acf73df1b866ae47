import { Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/**
 * Says beside the resource why a rule of cdk-nag does not apply to it. Written as `Validations.acknowledge` writes it,
 * which in the oldest aws-cdk-lib that we support refuses the `::` of an ARN in a rule's id.
 */
export function acknowledge(construct: IConstruct, id: string, reason: string): void {
  construct.node.addMetadata(Validations.ACKNOWLEDGED_RULES_METADATA_KEY, { [id]: reason });
}

/** The same for a check of our own. The CDK keeps it in the assembly's metadata, where `gostyle lint` finds it too. */
export function acknowledgeCheck(construct: IConstruct, rule: string, reason: string): void {
  acknowledge(construct, `gostyle::${rule}`, reason);
}
