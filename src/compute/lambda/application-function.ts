import type { ISecurityGroup } from 'aws-cdk-lib/aws-ec2';
import type { ApplicationTargetGroup } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { CfnFunction } from 'aws-cdk-lib/aws-sam';
import type { IConstruct } from 'constructs';
import { guardFactories } from '../../core/guard-factories';
import { ByEnvironment } from '../by-environment';

/** Resources of an environment on Lambda. */
interface FunctionParts {
  readonly resource: CfnFunction;
  readonly functionName: string;
  readonly aliasArn: string;
  readonly role: IRole;
  readonly logGroup: ILogGroup;
  readonly targetGroup: ApplicationTargetGroup;
  readonly securityGroup?: ISecurityGroup;
}

const functions = new ByEnvironment<ApplicationFunction>('Compute.lambda()');

/** The Lambda function of an environment, and its resources. */
export class ApplicationFunction {
  /**
   * The function of an environment whose compute is `Compute.lambda()`.
   *
   * @param environment the environment's stack, or anything in it
   */
  static of(environment: IConstruct): ApplicationFunction {
    return functions.of(environment);
  }

  /** @internal */
  static _remember(environment: IConstruct, parts: FunctionParts): void {
    functions.remember(environment, new ApplicationFunction(parts));
  }

  /** The function, as AWS SAM defines it: the transform creates version, alias and deployment group from it. */
  readonly resource: CfnFunction;

  /** Name of the function. */
  readonly functionName: string;

  /** ARN of the alias that requests go to. */
  readonly aliasArn: string;

  /** Role of the function. */
  readonly role: IRole;

  /** Log group of the application's output. */
  readonly logGroup: ILogGroup;

  /** Target group of the alias. */
  readonly targetGroup: ApplicationTargetGroup;

  /** Security group of the function, if it is in the network. */
  readonly securityGroup?: ISecurityGroup;

  private constructor(parts: FunctionParts) {
    this.resource = parts.resource;
    this.functionName = parts.functionName;
    this.aliasArn = parts.aliasArn;
    this.role = parts.role;
    this.logGroup = parts.logGroup;
    this.targetGroup = parts.targetGroup;
    this.securityGroup = parts.securityGroup;
  }
}

guardFactories('ApplicationFunction', ApplicationFunction);
