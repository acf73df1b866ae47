import { visible } from '../../messages/visible-text';
import type { EnvironmentState, InstanceState } from '../../model/run-state';

/** One line for each host of every environment that is being deployed to. */
export function hostLines(environments: readonly EnvironmentState[]): string[] {
  return environments.filter(({ deployment }) => deployment?.status === 'InProgress').flatMap((environment) =>
    environment.instances.map((instance) => hostLine(environment, instance)));
}

function hostLine({ name, deployment }: EnvironmentState, { id, event, target, revision }: InstanceState): string {
  const arrived = revision !== undefined && revision === deployment?.revision;
  const doing = event && event.status === 'InProgress' ? event.name : arrived ? 'deployed' : event?.status === 'Failed' ? `${event.name} failed` : 'waits';
  return visible(`  ${name.padEnd(12)} ${id}  ${doing.padEnd(16)} ${target.padEnd(10)} ${revision?.slice(0, 7) ?? '-'}`);
}
