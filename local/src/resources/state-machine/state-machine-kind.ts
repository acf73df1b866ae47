import { isEventRuleRunHere, readEventRule } from './event-rules';
import { readStateMachine } from './state-machine-settings';
import { StateMachines } from './state-machines';
import type { StateMachinesSettings } from './state-machines-settings';
import type { ResourceKind } from '../shape/resource';

/** The state machines of an environment, and the rules that start them. */
export const stateMachineKind: ResourceKind<StateMachinesSettings> = {
  name: 'state-machines',
  role: 'control',
  types: ['AWS::StepFunctions::StateMachine'],
  read({ resources }) {
    const all = Object.values(resources);
    const stateMachines = all.filter(({ type }) => type === 'AWS::StepFunctions::StateMachine').map(readStateMachine);
    const eventRules = all.filter((each) => each.type === 'AWS::Events::Rule' && isEventRuleRunHere(each, stateMachines)).map(readEventRule);
    const runHere = [...stateMachines.filter(({ definition }) => definition !== undefined), ...eventRules];
    return [{ id: this.name, settings: { stateMachines, eventRules }, logicalIds: runHere.map(({ logicalId }) => logicalId) }];
  },
  open: (context) => new StateMachines(context),
};
