import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Repository, RepositoryEncryption, TagMutability, TagStatus } from 'aws-cdk-lib/aws-ecr';
import { AccountPrincipal, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';

export interface ImageRepositoryProps {
  readonly pipelineName: string;
  /** How many images to keep. */
  readonly keptImages: number;
}

/**
 * Images of a pipeline: scanned on push, immutable, and kept when the pipeline's stack is deleted, because
 * environments run them.
 */
export class ImageRepository extends Repository {
  private readonly readers = new Set<string>();

  constructor(scope: Construct, id: string, { pipelineName, keptImages }: ImageRepositoryProps) {
    super(scope, id, {
      repositoryName: imageRepositoryName(pipelineName),
      imageScanOnPush: true,
      imageTagMutability: TagMutability.IMMUTABLE,
      // A customer managed key would have to be shared with every other account, and adds nothing in one.
      encryption: RepositoryEncryption.AES_256,
      // If the stack's first creation fails, it is deleted: the next attempt needs its name.
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
      emptyOnDelete: false,
      lifecycleRules: [{
        description: 'More than an environment can be behind, so that none loses what it runs or goes back to',
        tagStatus: TagStatus.ANY,
        maxImageCount: keptImages,
      }],
    });
  }

  /** Lets a role of another account pull images. By name, because the role is created later and may be created again. */
  allowPulling(roleArn: string): void {
    if (this.readers.has(roleArn)) return;
    this.readers.add(roleArn);
    this.addToResourcePolicy(new PolicyStatement({
      principals: [new AccountPrincipal(roleArn.split(':')[4])],
      actions: ['ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'],
      conditions: { ArnEquals: { 'aws:PrincipalArn': roleArn } },
    }));
  }
}

/** A fixed name, because environments refer to it before it exists. Amazon ECR requires lower case. */
export function imageRepositoryName(pipelineName: string): string {
  return `${pipelineName.toLowerCase()}/application`;
}

/** URI of the repository, in the pipeline's account and region. */
export function imageRepositoryUri(scope: Construct, { name, account, region }: { name: string; account: string; region: string }): string {
  return `${account}.dkr.ecr.${region}.${Stack.of(scope).urlSuffix}/${imageRepositoryName(name)}`;
}
