// The same architecture in plain L2 constructs. Usage: by-hand COMPUTE ENVIRONMENT..
import { readFileSync } from 'node:fs';
import { App, Stage } from 'aws-cdk-lib';
import { ByHandFunction } from './by-hand/function';
import { ByHandInstances } from './by-hand/instances';
import { ByHandPipeline, type ComputeKind } from './by-hand/pipeline';
import { ByHandTasks } from './by-hand/tasks';

const [compute, ...names] = process.argv.slice(2) as [ComputeKind, ...string[]];
const environments = { ec2: ByHandInstances, fargate: ByHandTasks, lambda: ByHandFunction };
const app = new App();
// The same text as the library's, so that both templates have the same size.
const userData = ['environment-file', 'nodejs', 'placeholder', 'codedeploy-agent'].map((step) => readFileSync(`provisioning/${step}.sh`, 'utf8'))
  .join('\n');
const targets = names.map((name) => {
  const stage = new Stage(app, name);
  const stack = new environments[compute](stage, 'Environment', {
    name,
    userData,
    stackName: `Web-${name}`,
    terminationProtection: name === 'production',
  });
  return { name, stackName: stack.stackName, template: `assembly-${name}/${stack.templateFile}` };
});
new ByHandPipeline(app, 'Web', compute, targets);
app.synth();
