import { Role, type RoleProps } from 'aws-cdk-lib/aws-iam';
import { Dependable, type Construct } from 'constructs';

/**
 * A role whose dependents also wait for its policy. They depend on the policy alone, because it already depends on the role.
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
