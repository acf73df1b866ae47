import { CfnParameter, Fn, Validations } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { SecurityGroup, SubnetType } from 'aws-cdk-lib/aws-ec2';
import { TargetType, type CfnTargetGroup } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnPermission } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { CfnFunction } from 'aws-cdk-lib/aws-sam';
import type { Construct } from 'constructs';
import { ByHandEnvironment, PORT, type ByHandEnvironmentProps } from './environment';

/** A function whose traffic CodeDeploy shifts. */
export class ByHandFunction extends ByHandEnvironment {
  constructor(scope: Construct, id: string, props: ByHandEnvironmentProps) {
    super(scope, id, props);
    const targetGroup = this.serve(TargetType.LAMBDA);
    const alarms = this.watchRequests(targetGroup, ['HTTPCode_Target_5XX_Count', 'HTTPCode_ELB_5XX_Count', 'TargetResponseTime']);
    const dimensionsMap = { FunctionName: this.stackName, Resource: `${this.stackName}:live` };
    for (const metricName of ['Errors', 'Throttles']) {
      alarms.push(this.watch(metricName, 1, new Metric({ namespace: 'AWS/Lambda', metricName, dimensionsMap })));
    }
    const application = this.application();
    const check = this.inlineFunction('VersionCheck', new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: ['*'] }));
    const shiftRole = this.role('ShiftRole', 'codedeploy.amazonaws.com', ['lambda:UpdateAlias', 'lambda:GetAlias']);
    application.deploymentPreference = {
      enabled: true,
      type: this.production ? 'Canary10Percent5Minutes' : 'AllAtOnce',
      role: shiftRole.roleArn,
      hooks: { preTraffic: check.functionArn },
      alarms: alarms.map(({ alarmName }) => alarmName),
    };
    const alias = Fn.ref(`${application.logicalId}.Alias`);
    const permission = new CfnPermission(this, 'FromBalancer', {
      action: 'lambda:InvokeFunction', functionName: alias, principal: 'elasticloadbalancing.amazonaws.com',
    });
    (targetGroup.node.defaultChild as CfnTargetGroup).targets = [{ id: alias }];
    targetGroup.node.addDependency(permission);
    for (const scope_ of [permission, targetGroup]) {
      Validations.of(scope_).acknowledge({ id: 'CloudFormation-Validate::F1020', reason: 'the transform makes the alias' });
    }
  }

  private application(): CfnFunction {
    const logGroup = new LogGroup(this, 'FunctionLogs', { retention: RetentionDays.ONE_MONTH });
    const role = this.role('FunctionRole', 'lambda.amazonaws.com', ['ec2:CreateNetworkInterface', 'logs:PutLogEvents']);
    const application = new CfnFunction(this, 'Function', {
      functionName: this.stackName,
      codeUri: {
        bucket: new CfnParameter(this, 'ArtifactBucketName').valueAsString, key: new CfnParameter(this, 'RevisionKey').valueAsString,
      } as CfnFunction.S3LocationProperty,
      autoPublishCodeSha256: new CfnParameter(this, 'ReleaseId').valueAsString,
      autoPublishAlias: 'live',
      handler: 'run.sh',
      runtime: 'nodejs24.x',
      architectures: ['arm64'],
      layers: [`arn:aws:lambda:${this.region}:753240598075:layer:LambdaAdapterLayerArm64:27`],
      memorySize: 1024,
      timeout: 30,
      role: role.roleArn,
      environment: { variables: { AWS_LAMBDA_EXEC_WRAPPER: '/opt/bootstrap', AWS_LWA_PORT: String(PORT), NODE_ENV: 'production' } },
      vpcConfig: {
        subnetIds: this.vpc.selectSubnets({ subnetType: SubnetType.PRIVATE_WITH_EGRESS }).subnetIds,
        securityGroupIds: [new SecurityGroup(this, 'FunctionGroup', { vpc: this.vpc }).securityGroupId],
      },
    });
    application.addPropertyOverride('LoggingConfig', { LogGroup: logGroup.logGroupName });
    application.node.addDependency(role);
    return application;
  }

  private role(id: string, service: string, actions: string[]): Role {
    const role = new Role(this, id, { assumedBy: new ServicePrincipal(service) });
    role.addToPolicy(new PolicyStatement({ actions, resources: ['*'] }));
    return role;
  }
}
