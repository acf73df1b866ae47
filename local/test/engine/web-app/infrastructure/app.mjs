// Writes the cloud assembly that a CDK app with a GoStyleWebPipeline would write, reduced to what a run reads.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { environmentTemplate } from './environment-template.mjs';
import { pipelineTemplate } from './pipeline-template.mjs';

const outdir = process.env.CDK_OUTDIR ?? 'cdk.out';
const settings = JSON.parse(readFileSync(new URL('settings.json', import.meta.url), 'utf8'));
const userData = readFileSync(new URL('user-data.sh', import.meta.url), 'utf8');

const templates = {
  Web: pipelineTemplate(settings),
  ...Object.fromEntries(settings.environments.map((environment) => [`Web-${environment.name}`, environmentTemplate(environment, userData)])),
};
mkdirSync(outdir, { recursive: true });
for (const [stack, template] of Object.entries(templates)) {
  writeFileSync(`${outdir}/${stack}.template.json`, JSON.stringify(template, null, 1));
}
const artifacts = Object.fromEntries(Object.keys(templates).map((stack) => [stack, {
  type: 'aws:cloudformation:stack',
  environment: 'aws://unknown-account/unknown-region',
  properties: { templateFile: `${stack}.template.json`, stackName: stack },
}]));
writeFileSync(`${outdir}/manifest.json`, JSON.stringify({ version: '48.0.0', artifacts }, null, 1));
