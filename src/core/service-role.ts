import { Role, type RoleProps } from 'aws-cdk-lib/aws-iam';
import { Dependable, type Construct } from 'constructs';

/**
 * A role that is ready when its policy is: who depends on it depends on the policy, which names the role already.
 * A dependency on the role as well would say the same twice.
 */
export class ServiceRole extends Role {
  constructor(scope: Construct, id: string, props: RoleProps) {
    super(scope, id, props);
    const policyOrRole = () => this.node.tryFindChild('DefaultPolicy') ?? this;
    Dependable.implement(this, {
      get dependencyRoots() { return [policyOrRole()]; },
    });
  }
}
