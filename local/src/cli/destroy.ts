import { Command } from 'commander';
import { assembliesOf, noneIn } from './assemblies';
import { withExamples } from './help';
import { readCloudAssembly, readPipeline } from '../assembly';
import { confirmed } from './running/confirmed';
import { AwsCli } from '../destroy/aws-cli';
import { destroy, type Destroyed } from '../destroy/destroy';
import { planOf, type Plan } from '../destroy/plan';
import { UserError } from '../messages/user-error';
import { visible } from '../messages/visible-text';

interface DestroyOptions {
  readonly all?: true;
  readonly yes?: true;
  readonly assembly?: string;
  readonly pipeline?: string;
}

const EXAMPLES = [
  { line: 'gostyle destroy qa', does: 'deletes the environment qa, which the pipeline no longer deploys' },
  { line: 'gostyle destroy --all', does: 'deletes the pipeline, then every environment that it deployed' },
];

export function command(): Command {
  return withExamples(new Command('destroy'), EXAMPLES)
    .description('Deletes environments, or everything, on AWS in the right order: turns off deletion protection, deletes the stacks'
      + ' one by one, and lists what remains. Uses the AWS CLI and its credentials; asks for confirmation first.')
    .argument('[environments...]', 'names of environments')
    .option('--all', 'the pipeline and every environment')
    .option('--assembly <dir>', 'the synthesized cloud assembly (default: the output of the cdk.json below this folder)')
    .option('--pipeline <name>', 'the pipeline, if the assembly has several')
    .option('--yes', 'do not ask')
    .action(async (environments: string[], options: DestroyOptions) => {
      if ((environments.length > 0) === (options.all === true)) throw new UserError('name the environments to delete, or use --all');
      const plan = readPlan(options, options.all ? undefined : environments);
      say(`will delete on AWS, in this order:\n${plan.stacks.map(({ name, what, region, account }) =>
        `  ${name}: ${what}${where(account, region)}`).join('\n')}`);
      if (!await confirmed('delete these stacks and everything in them?', options.yes === true)) return;
      report(await destroy(new AwsCli(), plan, say));
    });
}

function readPlan({ assembly: directory, pipeline: name }: DestroyOptions, environments: readonly string[] | undefined): Plan {
  const { found, missing } = directory === undefined ? assembliesOf('.') : { found: [directory], missing: [] };
  if (missing.length > 0) throw new UserError(noneIn(missing));
  if (found.length !== 1) throw new UserError(`there are several cloud assemblies (${found.join(', ')}): name one with --assembly`);
  const assembly = readCloudAssembly(found[0]);
  if (assembly.status !== 'success') throw new UserError(assembly.message);
  const pipeline = readPipeline(assembly.value, name);
  if (pipeline.status !== 'success') throw new UserError(pipeline.message);
  return planOf(assembly.value, pipeline.value, environments);
}

function report({ stays, elsewhere }: Destroyed): void {
  if (stays.length > 0) {
    say(`remains, because it holds data or is needed to read data (docs/tear-down.md):\n${stays.map((each) => `  ${each}`).join('\n')}`);
  }
  if (elsewhere.length === 0) return;
  say(`not deleted (run the same command with the credentials of the account):\n${elsewhere.map(({ name, account, region }) =>
    `  ${name}${where(account, region)}`).join('\n')}`);
  process.exitCode = 1;
}

function where(account: string | undefined, region: string | undefined): string {
  const place = [account, region].filter((each) => each !== undefined).join('/');
  return place === '' ? '' : ` (${place})`;
}

function say(text: string): void {
  process.stderr.write(`${visible(text)}\n`);
}
