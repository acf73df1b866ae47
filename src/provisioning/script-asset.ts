import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AssetHashType, Stage } from 'aws-cdk-lib';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import type { Construct } from 'constructs';

/** Hash of a text alone: the same on every machine. */
export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** A script that the pipeline publishes. */
export function scriptAsset(scope: Construct, id: string, name: string, text: string): Asset {
  const { outdir } = Stage.of(scope)!;
  mkdirSync(outdir, { recursive: true });
  const path = join(outdir, name);
  writeFileSync(path, text);
  return new Asset(scope, id, { path, assetHash: hashOf(text), assetHashType: AssetHashType.CUSTOM });
}
