import { Stack } from 'aws-cdk-lib';
import {
  AmazonLinuxCpuType, BlockDeviceVolume, CfnLaunchTemplate, EbsDeviceVolumeType, InstanceArchitecture, LaunchTemplate, LaunchTemplateHttpTokens,
  MachineImage, OperatingSystemType, type IMachineImage, type InstanceType, type ISecurityGroup,
} from 'aws-cdk-lib/aws-ec2';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { BakedImage } from './baked-image';
import type { HostImage } from './host-image';
import type { ApplicationConfig } from '../../application/application-config';
import { misuse } from '../../core/misuse';
import { allow } from '../../core/permissions';
import type { NetworkConfig } from '../../network/network-config';
import { logGroupPrefix } from '../../observability/log-group-prefix';
import type { LogOptions } from '../../observability/log-options';
import { notePlaybooks } from '../../provisioning/ansible-playbook';
import { CODE_DEPLOY_AGENT } from '../../provisioning/code-deploy-agent';
import type { HostSecret } from '../../provisioning/host-secret';
import { ENVIRONMENT_FILE, InstanceSetup, type InstanceSetupProps } from '../../provisioning/instance-setup';
import type { InstanceUserData } from '../../provisioning/instance-user-data';
import { PartsScript } from '../../provisioning/parts-script';
import type { IProvisioning } from '../../provisioning/provisioning-config';

const ROOT_DEVICE = '/dev/xvda';

export interface InstanceTemplateProps {
  readonly application: ApplicationConfig;
  /** Environment variables besides those of the application itself. */
  readonly variables: Record<string, string>;
  /** Secrets that the application reads when it starts. */
  readonly secrets: readonly HostSecret[];
  readonly logs?: LogOptions;
  /** Whether the CodeDeploy agent reaches CodeDeploy through a VPC endpoint. */
  readonly codeDeployEndpoint?: boolean;
  /** Release of the CodeDeploy agent. */
  readonly codeDeployAgent?: string;
  readonly provisioning?: readonly IProvisioning[];
  readonly instanceType: InstanceType;
  readonly machineImage?: IMachineImage;
  readonly rootDeviceName?: string;
  readonly volumeSizeGiB: number;
  readonly role: IRole;
  readonly securityGroup: ISecurityGroup;
  readonly network: NetworkConfig;
  /** The baked machine image, if there is one. */
  readonly image?: HostImage;
  readonly moreSecurityGroups?: readonly ISecurityGroup[];
}

/** The launch template of the instances. A change starts an instance refresh. */
export class InstanceTemplate extends Construct {
  readonly launchTemplate: LaunchTemplate;

  constructor(scope: Construct, id: string, props: InstanceTemplateProps) {
    super(scope, id);
    const { runtime } = props.application;
    const base = props.machineImage ?? MachineImage.latestAmazonLinux2023({ cpuType: cpuTypeOf(props.instanceType) });
    const { userData, partsScript, machineImage = base } = props.image ? this.baked(props, props.image, base) : this.setup(props);
    const [problem] = userData.problems();
    if (problem !== undefined) throw new Error(problem);
    notePlaybooks(this, props.provisioning ?? []);
    // Lazy: counts variables that are added later, too.
    this.node.addValidation({ validate: () => userData.problems() });
    this.launchTemplate = new LaunchTemplate(this, 'Resource', {
      // CloudFormation resolves this parameter for each change set: the next release brings patches, and the approver sees them.
      machineImage,
      instanceType: props.instanceType,
      role: props.role,
      securityGroup: props.securityGroup,
      associatePublicIpAddress: false,
      userData,
      httpEndpoint: true,
      httpTokens: LaunchTemplateHttpTokens.REQUIRED,
      // A container on the instance must not get the instance's credentials.
      httpPutResponseHopLimit: 1,
      detailedMonitoring: true,
      blockDevices: [{
        deviceName: props.rootDeviceName ?? ROOT_DEVICE,
        volume: BlockDeviceVolume.ebs(props.volumeSizeGiB, { volumeType: EbsDeviceVolumeType.GP3, encrypted: true, deleteOnTermination: true }),
      }],
    });
    if (this.launchTemplate.osType === OperatingSystemType.WINDOWS) {
      throw misuse('compute.machineImage', 'must be for Linux', 'Windows', 'use one based on Amazon Linux 2023');
    }
    for (const securityGroup of props.moreSecurityGroups ?? []) this.launchTemplate.addSecurityGroup(securityGroup);
    (this.launchTemplate.node.defaultChild as CfnLaunchTemplate).addMetadata('gostyle:instance', {
      version: 1,
      environmentFile: ENVIRONMENT_FILE,
      codeDeployAgent: props.codeDeployAgent ?? CODE_DEPLOY_AGENT,
      runtime: { name: runtime.name, ...runtime.version !== undefined && { version: runtime.version } },
      ...props.secrets.length > 0 && { secrets: props.secrets },
      ...partsScript && { provisioning: partsScript },
    });
  }

  /** Provisioning that does not fit into user data is an asset, which the instances download. */
  private setup(props: InstanceTemplateProps): Setup {
    const { role, provisioning = [] } = props;
    const common = this.common(props);
    const whole = new InstanceSetup({ ...common, provisioning }).userData();
    if (provisioning.length === 0 || whole.problems().length === 0) return { userData: whole };
    const script = new PartsScript(provisioning);
    const asset = script.asset(this, 'Provisioning');
    allow(role, {
      actions: ['s3:GetObject'],
      resources: [asset.bucket.arnForObjects(asset.s3ObjectKey)],
      reason: 'provisioning that does not fit into user data is downloaded at the first boot',
    });
    return {
      userData: new InstanceSetup({ ...common, partsScript: { name: script.name, url: asset.s3ObjectUrl } }).userData(),
      partsScript: { script: script.name, asset: asset.assetPath },
    };
  }

  /** The image has run the provisioning, so user data only marks it as done. Local instances start from no image and run it. */
  private baked(props: InstanceTemplateProps, image: HostImage, base: IMachineImage): Setup {
    const { provisioning = [], logs, secrets } = props;
    const script = provisioning.length > 0 ? new PartsScript(provisioning) : undefined;
    const asset = script?.asset(this, 'Provisioning');
    const { machineImage } = new BakedImage(this, 'Image', {
      ...props,
      base,
      rootDeviceName: props.rootDeviceName ?? ROOT_DEVICE,
      codeDeployAgent: props.codeDeployAgent ?? CODE_DEPLOY_AGENT,
      packages: [...logs ? ['amazon-cloudwatch-agent'] : [], ...secrets.length > 0 ? ['awscli-2'] : []],
      ...script && asset && { partsScript: { script, asset } },
      tests: image._tests,
    });
    return {
      machineImage,
      userData: new InstanceSetup({ ...this.common(props), baked: true, ...script && { partsScript: { name: script.name } } }).userData(),
      ...script && asset && { partsScript: { script: script.name, asset: asset.assetPath } },
    };
  }

  private common({ logs, provisioning: _parts, ...props }: InstanceTemplateProps): Omit<InstanceSetupProps, 'provisioning'> {
    return { ...props, logs: logs?.unit === undefined ? undefined : { unit: logs.unit, groupPrefix: logGroupPrefix(Stack.of(this)) } };
  }
}

interface Setup {
  readonly userData: InstanceUserData;
  /** Metadata for local runs. */
  readonly partsScript?: object;
  readonly machineImage?: IMachineImage;
}

function cpuTypeOf(instanceType: InstanceType): AmazonLinuxCpuType {
  return instanceType.architecture === InstanceArchitecture.ARM_64 ? AmazonLinuxCpuType.ARM_64 : AmazonLinuxCpuType.X86_64;
}
