import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { guardFactories } from '../../core/guard-factories';
import { misuse } from '../../core/misuse';
import { requireNoSecretInFile } from '../../core/no-secret';
import { requireFile, requireScript } from '../../provisioning/part-files';

/** How the machine image of the hosts is baked. */
export interface BakedImageOptions {
  /**
   * Scripts that run as root on an instance of the new image before any host uses it, with `#!/bin/bash` in their first line; paths relative to
   * the current directory. If one fails, the update of the stack fails and the hosts keep the previous image. Node.js, the agent and
   * `provisioning` are always tested.
   *
   * @default - none
   */
  readonly tests?: string[];
}

/** Where the machine image of the hosts comes from. */
export class HostImage {
  /**
   * The environment's own image, which EC2 Image Builder bakes from `machineImage` while the environment's stack is updated: Node.js, the
   * CodeDeploy agent and everything in `provisioning` are in it, and a host downloads only its revision. It is baked again
   * when one of these changes or `machineImage` has a newer version, which `patches` of the pipeline checks; the old image is then deleted.
   *
   * Each baking adds about 20 minutes to that update and costs a few cents; an image costs about 0.25 USD a month.
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

guardFactories('HostImage', HostImage);

function readTest(path: string): string {
  const file = resolve(path);
  requireFile('compute.image.tests', file);
  const text = readFileSync(file, 'utf8');
  requireScript('compute.image.tests', file, text);
  if (!/^#!.*\bbash\n/.test(text)) throw misuse('compute.image.tests', 'must begin with `#!/bin/bash`', file, 'write it as the first line');
  requireNoSecretInFile('compute.image.tests', file, Buffer.from(text));
  return text;
}
