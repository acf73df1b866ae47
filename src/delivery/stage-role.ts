import { ArnPrincipal, type IRole } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { ServiceRole } from '../core/service-role';

/** Role of all actions of one stage. Only the pipeline may assume it. */
export class StageRole extends ServiceRole {
  constructor(scope: Construct, id: string, pipelineRole: IRole) {
    super(scope, id, { assumedBy: new ArnPrincipal(pipelineRole.roleArn) });
  }
}
