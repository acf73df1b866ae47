import type { EventRuleSettings } from './event-rules';
import type { StateMachineSettings } from './state-machine-settings';

/** The state machines of an environment, and what starts them. */
export interface StateMachinesSettings {
  readonly stateMachines: readonly StateMachineSettings[];
  /** Rules that start state machines when a deployment ends. */
  readonly eventRules: readonly EventRuleSettings[];
}
