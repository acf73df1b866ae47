import type { Asset } from 'aws-cdk-lib/aws-s3-assets';
import type { Construct } from 'constructs';
import { provisionedParts } from './provisioned-parts';
import type { IProvisioning } from './provisioning-config';
import { hashOf, scriptAsset } from './script-asset';

/** All parts as one script, for a host that does not find them in its user data. */
export class PartsScript {
  /** Changes with what is in it. */
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
