import { ImageStore, localKinds, readResources, type ReadResources, type ReadResult } from '../../src/resources';
import type { Ec2Settings } from '../../src/resources/ec2/ec2-settings';
import type { EntrySettings } from '../../src/resources/load-balancer/entry-settings';
import type { StateMachinesSettings } from '../../src/resources/state-machine/state-machines-settings';
import type { ResolvedStack } from '../../src/stack';

const KINDS = localKinds({
  program: '/nowhere/gostyle.mjs', revisions: '/nowhere', hidden: [], images: new ImageStore('/nowhere'), shortened: 1, allowTrafficTimeoutSeconds: 1,
});

export function readEnvironment(stack: ResolvedStack): ReadResult {
  return readResources(KINDS, stack);
}

/** Settings of all kinds in one object: no two kinds have a setting with the same name. */
export type AllSettings = EntrySettings & Ec2Settings & Partial<StateMachinesSettings> & Pick<ReadResources, 'recordedOnly' | 'imitatedOtherwise'>;

export function settingsOfEnvironment(stack: ResolvedStack): AllSettings {
  const result = readEnvironment(stack);
  if (result.status !== 'success') throw new Error(result.messages.join('\n'));
  const { resources, recordedOnly, imitatedOtherwise } = result.value;
  return Object.assign({ recordedOnly, imitatedOtherwise }, ...resources.map(({ reading }) => reading.settings)) as AllSettings;
}
