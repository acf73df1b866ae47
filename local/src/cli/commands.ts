import type { Command } from 'commander';

interface LazyCommand {
  readonly name: string;
  readonly summary: string;
  /** Not for people: left out of the help. */
  readonly hidden?: true;
  /** The file of the command, whose `command()` says its options and does its work. */
  load(): Promise<{ command(): Command }>;
}

/** One line a command. */
export const COMMANDS: readonly LazyCommand[] = [
  { name: 'codebuild', summary: 'run buildspec.yml as CodeBuild runs it', load: () => import('./codebuild') },
  { name: 'run', summary: 'run the whole pipeline on this machine, and wait for commits', load: () => import('./run') },
  { name: 'codedeploy', summary: 'deploy a bundle to this machine, as the CodeDeploy agent does', load: () => import('./codedeploy') },
  { name: 'lint', summary: 'check buildspec.yml, appspec.yml, hook scripts and the cloud assembly', load: () => import('./lint') },
  { name: 'rollout', summary: 'predict what CodeDeploy does with a fleet', load: () => import('./rollout') },
  { name: 'agent', summary: 'the CodeDeploy agent of a local instance', hidden: true, load: () => import('./agent') },
];
