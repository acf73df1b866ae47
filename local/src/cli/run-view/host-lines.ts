import { visible } from '../../messages/visible-text';
import type { EnvironmentState, InstanceState } from '../../model/run-state';

/** One line per host of every environment that is being deployed to. */
export function hostLines(environments: readonly EnvironmentState[]): string[] {
  return environments.filter(({ deployment }) => deployment?.status === 'InProgress').flatMap((environment) =>
    environment.instances.map((instance) => hostLine(environment, instance)));
}

function hostLine({ name, deployment }: EnvironmentState, { id, event, lifecycle, target, revision }: InstanceState): string {
  const arrived = revision !== undefined && revision === deployment?.revision;
  // The revision of an instance in service is changed in place; anything else is told by its own state.
  const doing = activity(event) ?? (lifecycle !== 'InService' ? lifecycle : arrived ? 'deployed' : 'waits');
  return visible(`  ${name.padEnd(12)} ${id}  ${doing.padEnd(16)} ${target.padEnd(10)} ${revision?.slice(0, 7) ?? '-'}`);
}

function activity(event: InstanceState['event']): string | undefined {
  if (event?.status === 'InProgress') return event.name;
  return event?.status === 'Failed' ? `${event.name} failed` : undefined;
}
