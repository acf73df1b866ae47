import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { misuse } from '../../core/misuse';
import { requireFile } from '../../provisioning/part-files';

/** How the machine image of hosts is baked. */
export interface BakedImageOptions {
  /**
   * Scripts that run as root on an instance of the new image before any host gets it, with `#!/bin/bash` in their first line; paths relative to
   * the current folder. If one fails, the stack is not updated and the hosts stay as they are. That Node.js, the agent and everything
   * in `provisioning` are there is tested anyway.
   *
   * @default - none
   */
  readonly tests?: string[];
}

/** Where the machine image of the hosts comes from. */
export class HostImage {
  /**
   * An image of the environment's own, which EC2 Image Builder bakes from `machineImage` while the environment's stack is updated: Node.js, the
   * CodeDeploy agent and everything in `provisioning` are in it, and a host boots without downloading anything but its revision. It is baked again
   * when one of these changes or `machineImage` is newer, which `patches` of the pipeline looks for; the image before is deleted afterwards.
   *
   * Each baking makes that update about 20 minutes longer and costs a few cents; an image about 0.25 USD a month.
   *
   * @param options how the image is tested
   * @see https://github.com/gostyle-web-pipeline/gostyle-web-pipeline/blob/main/docs/baked-images.md
   */
  static baked(options: BakedImageOptions = {}): HostImage {
    return new HostImage((options.tests ?? []).map(readTest));
  }

  private constructor(
    /** @internal */
    readonly _tests: string[],
  ) {}
}

function readTest(path: string): string {
  const file = resolve(path);
  requireFile('compute.image.tests', file);
  const text = readFileSync(file, 'utf8');
  if (!/^#!.*\bbash\n/.test(text)) throw misuse('compute.image.tests', 'must begin with `#!/bin/bash`', file, 'write it as the first line');
  return text;
}
