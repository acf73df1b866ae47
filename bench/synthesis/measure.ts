// Synthesizes one app and prints how much processor time it took, from loading aws-cdk-lib to the written assembly.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const [, , name, environments] = process.argv;
const outdir = mkdtempSync(join(tmpdir(), 'synthesis-'));
process.on('exit', () => rmSync(outdir, { recursive: true, force: true }));

async function measure(): Promise<void> {
  // Processor time: other work on the machine does not count.
  const started = process.cpuUsage();
  const { App, CfnResource } = await import('aws-cdk-lib');
  const { build } = name === 'library' ? await import('./library') : await import('./by-hand');
  const app = new App({ outdir });
  build(app, Number(environments));
  app.synth();
  const { user, system } = process.cpuUsage(started);
  const milliseconds = (user + system) / 1000;
  const resources = app.node.findAll().filter((node) => CfnResource.isCfnResource(node)).length;
  console.log(JSON.stringify({ milliseconds, resources }));
}

void measure();
