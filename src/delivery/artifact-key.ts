import { RemovalPolicy } from 'aws-cdk-lib';
import type { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { WRITING_WITH_KEY } from './artifact-grants';
import { allowForeign, type ArtifactReader } from './artifact-reader';

/** Key of a region's artifacts that another account reads: the AWS managed key cannot be shared. */
export class ArtifactKey extends Key {
  constructor(scope: Construct, id: string, { alias, pipelineName, readers }: { alias?: string; pipelineName: string; readers: ArtifactReader[] }) {
    super(scope, id, {
      alias,
      description: `Artifacts of the pipeline ${pipelineName}`,
      enableKeyRotation: true,
      // Without the key no artifact could be read, not even by a replacement instance. There are none if the stack's first creation fails.
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
    for (const { account, actionRoleArns, revisionReaderArns } of readers) {
      this.addToResourcePolicy(allowForeign(account, [...actionRoleArns, ...revisionReaderArns], ['kms:Decrypt'], ['*']));
    }
  }

  /** In place of the grants of `Key`, which have wildcards: a build project grants these to itself. */
  override grantEncryptDecrypt(grantee: IGrantable): Grant {
    return this.grant(grantee, ...WRITING_WITH_KEY);
  }
}
