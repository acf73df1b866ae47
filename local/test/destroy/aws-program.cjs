const { appendFileSync, readFileSync } = require('node:fs');
const { join } = require('node:path');

const directory = process.env.FAKE_AWS;
const { stages, stacks } = JSON.parse(readFileSync(join(directory, 'account.json'), 'utf8'));
const args = process.argv.slice(2);
appendFileSync(join(directory, 'calls'), `${args.join(' ')}\n`);

const value = (name) => args[args.indexOf(name) + 1];
const nameOf = () => value('--stack-name').replace('id-of-', '');
const refuse = (text) => {
  process.stderr.write(`\naws: [ERROR]: An error occurred ${text}\n`);
  process.exit(254);
};
const answers = {
  'sts get-caller-identity': () => ({ Account: '111122223333' }),
  'codepipeline get-pipeline': () => stages
    ? { pipeline: { stages: stages.map((name) => ({ name })) } }
    : refuse('(PipelineNotFoundException) when calling the GetPipeline operation'),
  'cloudformation describe-stacks': () => stacks[nameOf()]
    ? { Stacks: [{ StackId: `id-of-${nameOf()}`, EnableTerminationProtection: stacks[nameOf()].protected === true }] }
    : refuse(`(ValidationError) when calling the DescribeStacks operation: Stack with id ${nameOf()} does not exist`),
  'cloudformation list-stack-resources': () => ({
    StackResourceSummaries: (stacks[nameOf()].resources ?? []).map(({ id, type, status = 'CREATE_COMPLETE' }) => ({
      LogicalResourceId: id, PhysicalResourceId: `physical-${id}`, ResourceType: type, ResourceStatus: status,
    })),
  }),
  'cloudformation get-template': () => ({
    TemplateBody: {
      Resources: Object.fromEntries((stacks[nameOf()].resources ?? []).map(({ id, retain }) => [id, retain ? { DeletionPolicy: 'Retain' } : {}])),
    },
  }),
  'cloudformation wait': () => stacks[nameOf()].failsToDelete ? refuse('Waiter StackDeleteComplete failed') : undefined,
};
const answer = answers[args.slice(0, 2).join(' ')]?.();
if (answer) process.stdout.write(JSON.stringify(answer));
