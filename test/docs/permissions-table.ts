import { App, Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { PERMISSION_METADATA, type AllowedPermission } from '../../src/core/permissions';
import { everywhere } from '../helpers/accounts';
import { fargatePipeline } from '../helpers/fargate';
import { fullestPipeline } from '../helpers/fullest';
import { lambdaPipeline } from '../helpers/lambda';
import { text } from '../helpers/resources';
import { sourcePipelines } from '../helpers/sources';
import { variantsPipeline } from '../helpers/variants';

const HEAD = `# Who may do what, and why

Every permission that the library gives, in its fullest use. Made by \`npx projen docs:tables\`; a test fails when it is not current.
\`<Name>\` is the logical id of a resource that is known at deployment. Permissions without a reason here are those that aws-cdk-lib
gives to the roles of its own constructs: the build project's (artifacts, logs, reports), and those of flow logs and event rules.
`;

/** The table of \`docs/permissions.md\`. */
export function permissionsTable(): string {
  const app = new App();
  const web = fullestPipeline(app);
  const stacks: [string, Stack][] = [['The pipeline\'s stack', Stack.of(web)], ['The stack of an environment', web.environment('live')]];
  const known = new Set(stacks.flatMap(([, stack]) => rows(stack)));
  const variants = variantsPipeline(new App());
  const [closed, baked] = ['closed', 'baked'].map((name) => rows(variants.environment(name)).filter((line) => !known.has(line)));
  return [
    HEAD,
    ...stacks.map(([title, stack]) => section(title, rows(stack))),
    section('The stack of an environment without a way to the internet, besides', closed),
    section('The stack of an environment with a baked machine image, besides', baked),
    ...computes(),
    ...elsewhere(),
    ...sources(),
  ].join('\n');
}

/** Permissions of tasks and functions and of their deployments, which the tables of instances do not contain. */
function computes(): string[] {
  const app = new App();
  const [tasks, functions] = [fargatePipeline(app), lambdaPipeline(new App())];
  const known = new Set(rows(tasks.environment('instances')).concat(rows(functions.environment('instances'))));
  const besides = (stack: Stack) => rows(stack).filter((line) => !known.has(line));
  return [
    section('The pipeline\'s stack with tasks on Fargate: what makes the image', rows(Stack.of(tasks)).filter((line) => /Image|ecr:/.test(line))),
    section('The stack of an environment with tasks on Fargate, besides', besides(tasks.environment('live'))),
    section('The stack of an environment with a function, besides', besides(functions.environment('live'))),
  ];
}

/** Permissions of other sources, in place of the connection's. */
function sources(): string[] {
  return sourcePipelines(new App()).slice(2).map((web) => section(`The pipeline's stack with ${web.node.id} as its source, besides`,
    rows(Stack.of(web)).filter((line) => /\/(Roles\/Source|SourceChanged)\b/.test(line))));
}

/** Roles that exist only for other accounts and regions, or have additional permissions there. */
function elsewhere(): string[] {
  const web = everywhere();
  const access = web.node.findAll().filter((node): node is Stack => Stack.isStack(node)).find(({ stackName }) => stackName === 'Web-live-access')!;
  return [
    section('The pipeline\'s roles in another account', rows(access)),
    section('Instances of an environment in another account, besides', rows(web.environment('live')).filter((line) => line.includes('kms:'))),
    section('The pipeline\'s stack with environments in other accounts and regions, besides', rows(Stack.of(web))
      .filter((line) => line.includes('sts:AssumeRole') || line.includes('another region'))),
  ];
}

/** Hashes of scripts in names: not useful to readers. */
const HASH = /[0-9a-f]{64}/g;

function rows(stack: Stack): string[] {
  return stack.node.findAll()
    .filter((node) => permissionsOf(node).length > 0 && Stack.of(node) === stack)
    .flatMap((role) => permissionsOf(role).map((permission) => row(role, permission, stack).replace(HASH, '<hash>')));
}

function section(title: string, lines: string[]): string {
  return [`## ${title}`, '', '| role | actions | resources | why |', '|---|---|---|---|', ...lines, ''].join('\n');
}

function permissionsOf(role: IConstruct): AllowedPermission[] {
  return role.node.metadata.filter(({ type }) => type === PERMISSION_METADATA).map(({ data }) => data as AllowedPermission);
}

function row(role: IConstruct, { actions, resources, conditions, reason }: AllowedPermission, stack: Stack): string {
  const named = resources.map((resource) => `\`${text(stack.resolve(resource)).replaceAll('|', '\\|')}\``).join('<br>');
  const where = Object.values(conditions ?? {}).flatMap((keys) => Object.entries(keys))
    .map(([key, values]) => `<br>where \`${key}\` is ${[values].flat().map((value) => `\`${text(stack.resolve(value))}\``).join(' or ')}`).join('');
  const path = role.node.path.slice(stack.node.path.length + 1).replace(/^Web\//, '');
  return `| ${path} | ${actions.map((action) => `\`${action}\``).join('<br>')} | ${named}${where} | ${reason} |`;
}
