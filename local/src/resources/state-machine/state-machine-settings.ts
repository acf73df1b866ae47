import { NotRunHere, parseDefinition, substituted, type StateMachineDefinition } from './states-language';
import { objectAt, stringAt } from '../../assembly/json';
import type { ResolvedResource } from '../../stack';

/** `AWS::StepFunctions::StateMachine` */
export interface StateMachineSettings {
  readonly logicalId: string;
  readonly name: string;
  readonly arn: string;
  /** Absent if it cannot run locally; `unsupported` then says why. */
  readonly definition?: StateMachineDefinition;
  readonly unsupported?: string;
}

export function readStateMachine({ logicalId, physicalId, properties }: ResolvedResource): StateMachineSettings {
  const identity = { logicalId, arn: physicalId, name: physicalId.split(':').at(-1) ?? '' };
  const definition = objectAt(properties, 'Definition');
  const text = definition ? JSON.stringify(definition) : stringAt(properties, 'DefinitionString') ?? '';
  try {
    return { ...identity, definition: parseDefinition(substituted(text, properties.DefinitionSubstitutions)) };
  } catch (error) {
    if (!(error instanceof NotRunHere)) throw error;
    return { ...identity, unsupported: error.message };
  }
}
