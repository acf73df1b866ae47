import { ArnPrincipal, type IRole } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { ServiceRole } from '../core/service-role';

/** What all actions of one stage act as. Only the pipeline may become it. */
export class StageRole extends ServiceRole {
  constructor(scope: Construct, id: string, pipelineRole: IRole) {
    super(scope, id, { assumedBy: new ArnPrincipal(pipelineRole.roleArn) });
  }
}
