import { CfnParameter, DefaultStackSynthesizer, Stack, Stage, Token } from 'aws-cdk-lib';
import { Certificate, type ICertificate } from 'aws-cdk-lib/aws-certificatemanager';
import { EDGE_OUTPUT, EdgeStack, issueCertificate } from './edge-stack';
import { templatePathOf } from './template-path';
import type { IEdgeCertificates } from '../cdn/cdn-config';
import { misuse } from '../core/misuse';
import { US_EAST_1 } from '../core/place';
import type { EdgeTarget } from '../delivery/environment-target';
import { executionRoleArn } from '../delivery/execution-role';
import type { DomainOptions } from '../load-balancing/domain-options';

const PARAMETER = 'EdgeCertificateArn';

/** Certificates in us-east-1 of an environment: in its own stack where that is there, otherwise in one beside it. */
export class EdgeCertificates implements IEdgeCertificates {
  /** The stack beside it, if it needs one. */
  target?: EdgeTarget;

  constructor(private readonly environment: Stack, private readonly environmentName: string, private readonly otherAccount: boolean) {}

  issue(domains: DomainOptions[]): ICertificate {
    const { environment } = this;
    if (environment.region === US_EAST_1) return issueCertificate(environment, 'EdgeCertificate', domains);
    this.requirePlace();
    this.target = this.stackBeside(domains);
    const parameter = new CfnParameter(environment, PARAMETER, { description: `Certificate in ${US_EAST_1}` });
    return Certificate.fromCertificateArn(environment, 'EdgeCertificate', parameter.valueAsString);
  }

  private stackBeside(domains: DomainOptions[]): EdgeTarget {
    const { account, stackName, synthesizer: { bootstrapQualifier: qualifier } } = this.environment;
    const stack = new EdgeStack(Stage.of(this.environment)!, 'Edge', {
      stackName: `${stackName}-edge`,
      description: `What CloudFront needs in ${US_EAST_1} of ${stackName}`,
      env: { account, region: US_EAST_1 },
      synthesizer: new DefaultStackSynthesizer({ qualifier, generateBootstrapVersionRule: false }),
      domains,
    });
    return {
      stackName: stack.stackName,
      template: templatePathOf(stack),
      executionRoleArn: executionRoleArn(stack),
      region: US_EAST_1,
      output: EDGE_OUTPUT,
      parameterName: PARAMETER,
    };
  }

  /** A pipeline reaches another region only from one that it knows. */
  private requirePlace(): void {
    const { account, region } = this.environment;
    const fix = 'or bring a `certificate` from us-east-1 for `Cdn.cloudFront`';
    if (Token.isUnresolved(region) || Token.isUnresolved(account)) {
      throw misuse(`environments.${this.environmentName}.cdn`,
        `must be in a known account and region, because its certificate is issued in ${US_EAST_1}`, region,
        `give the pipeline's stack an \`env\`, ${fix}`);
    }
    if (this.otherAccount) {
      throw misuse(`environments.${this.environmentName}.cdn`,
        `must have a \`certificate\`, because the pipeline does not issue one in ${US_EAST_1} of another account`, account,
        'bring one with `Certificate.fromCertificateArn`');
    }
  }
}
