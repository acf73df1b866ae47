import { CfnParameter, Duration } from 'aws-cdk-lib';
import {
  AdditionalHealthCheckType, AutoScalingGroup, CfnAutoScalingGroup, GroupMetrics, HealthChecks, InstanceRefreshStrategy, UpdatePolicy,
} from 'aws-cdk-lib/aws-autoscaling';
import type { IAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { LoadBalancer, ServerApplication, ServerDeploymentConfig, ServerDeploymentGroup } from 'aws-cdk-lib/aws-codedeploy';
import {
  BlockDeviceVolume, EbsDeviceVolumeType, InstanceClass, InstanceSize, InstanceType, LaunchTemplate, LaunchTemplateHttpTokens, MachineImage,
  SubnetType,
  UserData,
} from 'aws-cdk-lib/aws-ec2';
import { TargetType, type ApplicationTargetGroup } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Rule } from 'aws-cdk-lib/aws-events';
import { SfnStateMachine } from 'aws-cdk-lib/aws-events-targets';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { DefinitionBody, Pass, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { ByHandEnvironment, type ByHandEnvironmentProps } from './environment';

/** Instances that CodeDeploy deploys to in place. */
export class ByHandInstances extends ByHandEnvironment {
  constructor(scope: Construct, id: string, props: ByHandEnvironmentProps) {
    super(scope, id, props);
    const targetGroup = this.serve(TargetType.INSTANCE);
    const fleet = this.fleet(targetGroup, props.userData);
    const alarms = this.watchRequests(targetGroup, [
      'HTTPCode_Target_5XX_Count', 'HTTPCode_ELB_5XX_Count', 'TargetResponseTime', 'UnHealthyHostCount',
    ]);
    const detail = { application: [this.stackName], deploymentGroup: [props.name] };
    this.watchEvents('DeploymentFailed', { source: ['aws.codedeploy'], detail: { ...detail, state: ['FAILURE'] } });
    this.watchEvents('RefreshFailed', { source: ['aws.autoscaling'], detailType: ['EC2 Auto Scaling Instance Refresh Failed'] });
    this.deployment(fleet, targetGroup, alarms, props.name);
    for (const id_ of ['SetAlarmPolling', 'ResumeAlarmPolling']) this.alarmPolling(id_);
  }

  private fleet(targetGroup: ApplicationTargetGroup, userData: string): AutoScalingGroup {
    const { vpc } = this;
    const bucket = new CfnParameter(this, 'ArtifactBucketName').valueAsString;
    const role = new Role(this, 'InstanceRole', { assumedBy: new ServicePrincipal('ec2.amazonaws.com') });
    role.addToPolicy(new PolicyStatement({
      actions: ['s3:GetObject'], resources: [this.formatArn({ service: 's3', region: '', account: '', resource: bucket, resourceName: '*' })],
    }));
    const securityGroup = this.fleetGroup();
    const launchTemplate = new LaunchTemplate(this, 'Template', {
      role,
      securityGroup,
      machineImage: MachineImage.latestAmazonLinux2023(),
      instanceType: InstanceType.of(InstanceClass.T3, InstanceSize.SMALL),
      httpTokens: LaunchTemplateHttpTokens.REQUIRED,
      httpPutResponseHopLimit: 1,
      detailedMonitoring: true,
      userData: UserData.custom(userData),
      blockDevices: [{ deviceName: '/dev/xvda', volume: BlockDeviceVolume.ebs(20, { volumeType: EbsDeviceVolumeType.GP3, encrypted: true }) }],
    });
    const fleet = new AutoScalingGroup(this, 'Fleet', {
      vpc,
      launchTemplate,
      vpcSubnets: { subnetType: SubnetType.PRIVATE_WITH_EGRESS },
      minCapacity: 2,
      maxCapacity: 4,
      groupMetrics: [GroupMetrics.all()],
      healthChecks: HealthChecks.withAdditionalChecks({ additionalTypes: [AdditionalHealthCheckType.ELB], gracePeriod: Duration.seconds(300) }),
      updatePolicy: UpdatePolicy.instanceRefresh({
        strategy: InstanceRefreshStrategy.ROLLING, minHealthyPercentage: 100, maxHealthyPercentage: 150, skipMatching: true,
      }),
    });
    (fleet.node.defaultChild as CfnAutoScalingGroup).targetGroupArns = [targetGroup.targetGroupArn];
    fleet.scaleOnCpuUtilization('Cpu', { targetUtilizationPercent: 60 });
    return fleet;
  }

  private deployment(fleet: AutoScalingGroup, targetGroup: ApplicationTargetGroup, alarms: IAlarm[], name: string): void {
    const role = new Role(this, 'DeploymentRole', { assumedBy: new ServicePrincipal('codedeploy.amazonaws.com') });
    role.addToPolicy(new PolicyStatement({ actions: ['autoscaling:DescribeAutoScalingGroups', 'ec2:DescribeInstances'], resources: ['*'] }));
    new ServerDeploymentGroup(this, 'Deployments', {
      role: role.withoutPolicyUpdates(),
      application: new ServerApplication(this, 'Application', { applicationName: this.stackName }),
      deploymentGroupName: name,
      deploymentConfig: ServerDeploymentConfig.ONE_AT_A_TIME,
      autoScalingGroups: [fleet],
      installAgent: false,
      loadBalancers: [LoadBalancer.application(targetGroup)],
      alarms,
      autoRollback: { failedDeployment: true, stoppedDeployment: true, deploymentInAlarm: true },
      terminationHook: true,
    });
  }

  private alarmPolling(id: string): void {
    const role = new Role(this, `${id}Role`, { assumedBy: new ServicePrincipal('states.amazonaws.com') });
    role.addToPolicy(new PolicyStatement({ actions: ['codedeploy:UpdateDeploymentGroup'], resources: ['*'] }));
    const machine = new StateMachine(this, id, {
      role: role.withoutPolicyUpdates(),
      stateMachineName: `${this.stackName}-${id}`,
      definitionBody: DefinitionBody.fromChainable(new Pass(this, `${id}Pass`)),
    });
    if (id !== 'ResumeAlarmPolling') return;
    new Rule(this, `${id}Rule`, { eventPattern: { source: ['aws.codedeploy'] }, targets: [new SfnStateMachine(machine, { role })] });
  }
}
