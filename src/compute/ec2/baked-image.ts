import { Fn, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { OperatingSystemType, SecurityGroup, UserData, type IMachineImage, type InstanceType, type ISecurityGroup } from 'aws-cdk-lib/aws-ec2';
import { InstanceProfile, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnComponent, CfnImage, CfnImageRecipe, CfnInfrastructureConfiguration } from 'aws-cdk-lib/aws-imagebuilder';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Asset } from 'aws-cdk-lib/aws-s3-assets';
import { Construct } from 'constructs';
import { imageComponent } from './image-component';
import { allowBaking, allowDeletingImages } from './image-permissions';
import type { ApplicationConfig } from '../../application/application-config';
import { ServiceRole } from '../../core/service-role';
import type { NetworkConfig } from '../../network/network-config';
import type { PartsScript } from '../../provisioning/parts-script';
import { hashOf, scriptAsset } from '../../provisioning/script-asset';

export interface BakedImageProps {
  readonly application: ApplicationConfig;
  readonly network: NetworkConfig;
  /** What goes into the image. */
  readonly base: IMachineImage;
  readonly instanceType: InstanceType;
  readonly rootDeviceName: string;
  readonly volumeSizeGiB: number;
  readonly codeDeployAgent: string;
  readonly packages: readonly string[];
  readonly partsScript?: { readonly script: PartsScript; readonly asset: Asset };
  readonly tests: readonly string[];
}

/** Image Builder requires a version; the recipe's name already identifies its content. */
const VERSION = '1.0.0';

/**
 * The machine image of an environment. CloudFormation waits for it: if baking or a test of the image fails, the update of the
 * stack fails before any host has changed, and a rollback of the stack restores the previous image.
 */
export class BakedImage extends Construct {
  readonly machineImage: IMachineImage;
  private readonly tests: Asset[];

  constructor(scope: Construct, id: string, private readonly props: BakedImageProps) {
    super(scope, id);
    this.tests = props.tests.map((text, index) => scriptAsset(this, `Test${index + 1}`, `test-${hashOf(text).slice(0, 16)}.sh`, text));
    const { stackName } = Stack.of(this);
    const parentImage = props.base.getImage(this).imageId;
    const recipe = this.recipe(parentImage);
    const logGroup = new LogGroup(this, 'Logs', {
      logGroupName: `/aws/imagebuilder/${stackName}`, retention: RetentionDays.ONE_MONTH, removalPolicy: RemovalPolicy.DESTROY,
    });
    const deleting = new ServiceRole(this, 'DeletionRole', { assumedBy: new ServicePrincipal('imagebuilder.amazonaws.com') });
    allowDeletingImages(deleting, stackName);
    const image = new CfnImage(this, 'Resource', {
      imageRecipeArn: recipe.attrArn,
      infrastructureConfigurationArn: this.infrastructure(logGroup).attrArn,
      imageTestsConfiguration: { imageTestsEnabled: true, timeoutMinutes: 60 },
      // Collects an inventory through Systems Manager, for which the instance would need many more permissions; nothing reads it.
      enhancedImageMetadataEnabled: false,
      loggingConfiguration: { logGroupName: logGroup.logGroupName },
      deletionSettings: { executionRole: deleting.roleArn },
    });
    image.node.addDependency(props.network.internetAccess, deleting);
    this.machineImage = {
      getImage: () => ({ imageId: image.attrImageId, osType: OperatingSystemType.LINUX, userData: UserData.forLinux() }),
    };
  }

  /** Components and recipes are immutable: a hash of the content in the name lets a new one be created before the old one is deleted. */
  private recipe(parentImage: string): CfnImageRecipe {
    const stack = Stack.of(this);
    const { rootDeviceName, volumeSizeGiB } = this.props;
    const data = stack.toJsonString(this.document());
    const component = new CfnComponent(this, 'Component', {
      name: this.nameOf(data),
      version: VERSION,
      platform: 'Linux',
      description: `Sets up the hosts of ${stack.stackName}`,
      data,
    });
    return new CfnImageRecipe(this, 'Recipe', {
      name: Fn.join('-', [this.nameOf(data, rootDeviceName, String(volumeSizeGiB)), parentImage]),
      version: VERSION,
      description: `Machine image of the hosts of ${stack.stackName}`,
      parentImage,
      components: [{ componentArn: component.attrArn }],
      blockDeviceMappings: [{
        deviceName: rootDeviceName,
        ebs: { volumeSize: volumeSizeGiB, volumeType: 'gp3', encrypted: true, deleteOnTermination: true },
      }],
      amiTags: { Name: stack.stackName },
    });
  }

  private document(): object {
    const { application: { runtime }, codeDeployAgent, packages, partsScript } = this.props;
    return imageComponent({
      hostScripts: runtime.hostScripts,
      hostVariables: runtime.hostVariables,
      codeDeployAgent,
      packages,
      partsScript: partsScript && { name: partsScript.script.name, url: partsScript.asset.s3ObjectUrl },
      tests: this.tests.map(({ s3ObjectUrl }) => s3ObjectUrl),
      region: Stack.of(this).region,
    });
  }

  private nameOf(data: string, ...more: string[]): string {
    const stack = Stack.of(this);
    return `${stack.stackName.slice(0, 80)}-${hashOf([JSON.stringify(stack.resolve(data)), ...more].join()).slice(0, 12)}`;
  }

  private infrastructure(logGroup: LogGroup): CfnInfrastructureConfiguration {
    const { network: { vpc, fleetSubnets }, instanceType, partsScript } = this.props;
    const { stackName } = Stack.of(this);
    const role = new ServiceRole(this, 'Role', { assumedBy: new ServicePrincipal('ec2.amazonaws.com') });
    allowBaking(role, { stackName, logGroup, assets: [...partsScript ? [partsScript.asset] : [], ...this.tests] });
    const configuration = new CfnInfrastructureConfiguration(this, 'Infrastructure', {
      name: stackName,
      description: `Where the machine image of ${stackName} is baked and tested`,
      instanceProfileName: new InstanceProfile(this, 'InstanceProfile', { role }).instanceProfileName,
      instanceTypes: [instanceType.toString()],
      subnetId: vpc.selectSubnets(fleetSubnets).subnetIds[0],
      securityGroupIds: [this.securityGroup().securityGroupId],
      instanceMetadataOptions: { httpTokens: 'required', httpPutResponseHopLimit: 1 },
      terminateInstanceOnFailure: true,
    });
    configuration.node.addDependency(role);
    return configuration;
  }

  private securityGroup(): ISecurityGroup {
    return new SecurityGroup(this, 'SecurityGroup', {
      vpc: this.props.network.vpc, description: 'Baking of the machine image: nobody comes in', allowAllOutbound: true,
    });
  }
}
