import type { LazyCommand } from './lazy-command';

/** One line per command, in the order in which users meet them. */
export const COMMANDS: readonly LazyCommand[] = [
  { name: 'init', summary: 'set up a repository: CDK app, buildspec.yml, appspec.yml, systemd unit', load: () => import('./init') },
  { name: 'run', summary: 'run the whole pipeline, show it in a browser, and wait for commits', load: () => import('./run') },
  { name: 'status', summary: 'show the state of the run in this directory', load: () => import('./status') },
  { name: 'approve', summary: 'approve a release that is waiting', load: () => import('./approve') },
  { name: 'reject', summary: 'reject a release that is waiting', load: () => import('./reject') },
  { name: 'rollback', summary: 'deploy the previous revision of an environment again', load: () => import('./rollback') },
  { name: 'stop', summary: 'stop an execution', load: () => import('./stop') },
  { name: 'retry', summary: 'run the failed or stopped stage of an execution again', load: () => import('./retry') },
  { name: 'logs', summary: 'show the logs of the run in this directory', load: () => import('./logs') },
  { name: 'clean', summary: 'delete the state of previous runs', load: () => import('./clean') },
  { name: 'destroy', summary: 'delete environments, or everything, on AWS', load: () => import('./destroy') },
  { name: 'lint', summary: 'check buildspec.yml, appspec.yml, hook scripts and the cloud assembly', load: () => import('./lint') },
  { name: 'codebuild', summary: 'run buildspec.yml as CodeBuild does', load: () => import('./codebuild') },
  { name: 'codedeploy', summary: 'deploy a bundle to this machine, as the CodeDeploy agent does', load: () => import('./codedeploy') },
  { name: 'rollout', summary: 'predict how CodeDeploy would deploy to a fleet', load: () => import('./rollout') },
  { name: 'completion', summary: 'print a script that completes commands and options in your shell', load: () => import('./completion') },
  { name: 'agent', summary: 'the CodeDeploy agent of a local instance', hidden: true, load: () => import('./agent') },
];

/** The command name among the arguments, whatever options precede it. */
export function wantedCommand(argv: readonly string[]): string | undefined {
  const [first, second] = argv.filter((each) => !each.startsWith('-'));
  return first === 'help' ? second : first;
}
