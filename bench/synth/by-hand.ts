// The same architecture in plain L2 constructs. Usage: by-hand ENVIRONMENT..
import { readFileSync } from 'node:fs';
import { App, Stage } from 'aws-cdk-lib';
import { ByHandEnvironment } from './by-hand/environment';
import { ByHandPipeline } from './by-hand/pipeline';

const app = new App();
// The same text as the library's, so that both templates are equally large.
const userData = ['environment-file', 'nodejs', 'placeholder', 'codedeploy-agent'].map((step) => readFileSync(`provisioning/${step}.sh`, 'utf8'))
  .join('\n');
const targets = process.argv.slice(2).map((name) => {
  const stage = new Stage(app, name);
  const stack = new ByHandEnvironment(stage, 'Environment', {
    name,
    userData,
    stackName: `Web-${name}`,
    terminationProtection: name === 'production',
  });
  return { name, stackName: stack.stackName, template: `assembly-${name}/${stack.templateFile}` };
});
new ByHandPipeline(app, 'Web', targets);
app.synth();
