import type { Asset } from 'aws-cdk-lib/aws-s3-assets';
import type { Construct } from 'constructs';
import { provisionedParts } from './provisioned-parts';
import type { IProvisioning } from './provisioning-config';
import { hashOf, scriptAsset } from './script-asset';

/** All provisioning as one script, for a host that does not have it in user data. */
export class PartsScript {
  /** Contains a hash of the content. */
  readonly name: string;
  private readonly text: string;

  constructor(parts: readonly IProvisioning[]) {
    this.text = ['#!/bin/bash', 'set -euo pipefail', ...provisionedParts(parts), ''].join('\n');
    this.name = `parts-${hashOf(this.text).slice(0, 16)}.sh`;
  }

  asset(scope: Construct, id: string): Asset {
    return scriptAsset(scope, id, this.name, this.text);
  }
}
