import { RemovalPolicy } from 'aws-cdk-lib';
import type { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { WRITING_WITH_KEY } from './artifact-grants';
import { allowForeign, type ArtifactReader } from './artifact-reader';

/** What the artifacts of a region are encrypted with when another account reads them: Amazon S3's own key cannot be shared. */
export class ArtifactKey extends Key {
  constructor(scope: Construct, id: string, { alias, pipelineName, readers }: { alias?: string; pipelineName: string; readers: ArtifactReader[] }) {
    super(scope, id, {
      alias,
      description: `Artifacts of the pipeline ${pipelineName}`,
      enableKeyRotation: true,
      // Without it no artifact could be read any more, not even by an instance that is launched to replace another.
      removalPolicy: RemovalPolicy.RETAIN,
    });
    for (const { account, actionRoleArns, revisionReaderArns } of readers) {
      this.addToResourcePolicy(allowForeign(account, [...actionRoleArns, ...revisionReaderArns], ['kms:Decrypt'], ['*']));
    }
  }

  /** Without the wildcards of `Key`: a build project gives itself this. */
  override grantEncryptDecrypt(grantee: IGrantable): Grant {
    return this.grant(grantee, ...WRITING_WITH_KEY);
  }
}
