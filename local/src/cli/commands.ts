import type { Command } from 'commander';

interface LazyCommand {
  readonly name: string;
  readonly summary: string;
  /** Not for people: left out of the help. */
  readonly hidden?: true;
  /** The file of the command, whose `command()` says its options and does its work. */
  load(): Promise<{ command(): Command }>;
}

/** One line a command, in the order in which people meet them. */
export const COMMANDS: readonly LazyCommand[] = [
  { name: 'init', summary: 'write what a repository needs: CDK app, buildspec.yml, appspec.yml, unit', load: () => import('./init') },
  { name: 'run', summary: 'run the whole pipeline, show it on a console page, and wait for commits', load: () => import('./run') },
  { name: 'status', summary: 'where the run of this directory is', load: () => import('./status') },
  { name: 'approve', summary: 'approve what waits in it', load: () => import('./approve') },
  { name: 'reject', summary: 'reject what waits in it', load: () => import('./reject') },
  { name: 'rollback', summary: 'bring back the revision that an environment had before', load: () => import('./rollback') },
  { name: 'logs', summary: 'what the instances of an environment have logged', load: () => import('./logs') },
  { name: 'clean', summary: 'remove what runs have kept', load: () => import('./clean') },
  { name: 'destroy', summary: 'take environments, or everything, away from AWS', load: () => import('./destroy') },
  { name: 'lint', summary: 'check buildspec.yml, appspec.yml, hook scripts and the cloud assembly', load: () => import('./lint') },
  { name: 'codebuild', summary: 'run buildspec.yml as CodeBuild runs it', load: () => import('./codebuild') },
  { name: 'codedeploy', summary: 'deploy a bundle to this machine, as the CodeDeploy agent does', load: () => import('./codedeploy') },
  { name: 'rollout', summary: 'predict what CodeDeploy does with a fleet', load: () => import('./rollout') },
  { name: 'agent', summary: 'the CodeDeploy agent of a local instance', hidden: true, load: () => import('./agent') },
];
