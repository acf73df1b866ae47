import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AssetHashType, Stage } from 'aws-cdk-lib';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import type { Construct } from 'constructs';
import { provisionedParts } from './provisioned-parts';
import type { IProvisioning } from './provisioning-config';

/** All parts as one script, for a host that does not find them in its user data. */
export class PartsScript {
  /** Changes with what is in it. */
  readonly name: string;
  private readonly text: string;
  private readonly hash: string;

  constructor(parts: readonly IProvisioning[]) {
    this.text = ['#!/bin/bash', 'set -euo pipefail', ...provisionedParts(parts), ''].join('\n');
    this.hash = createHash('sha256').update(this.text).digest('hex');
    this.name = `parts-${this.hash.slice(0, 16)}.sh`;
  }

  /** An asset that the pipeline publishes, by a hash of the text alone: the same parts are the same asset on every machine. */
  asset(scope: Construct, id: string): Asset {
    const { outdir } = Stage.of(scope)!;
    mkdirSync(outdir, { recursive: true });
    const path = join(outdir, this.name);
    writeFileSync(path, this.text);
    return new Asset(scope, id, { path, assetHash: this.hash, assetHashType: AssetHashType.CUSTOM });
  }
}
