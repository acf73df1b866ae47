import type { Placeholders } from './placeholders';
import type { ResolveOptions } from './resolved-stack';
import { Unresolvable } from './unresolvable';
import { isList, isObject, listAt, numberAt, stringAt, type Json, type JsonObject } from '../assembly/json';
import { matchesInTime, MatchTooSlow } from '../system/bounded-match';

const SSM_TYPE = /^AWS::SSM::Parameter::Value<(.+)>$/;
const LIST_TYPE = /^List<.+>$|^CommaDelimitedList$/;

/** A template parameter's value, given or default. SSM parameters come from `ssmParameters`, never from an account. */
export function parameterValue(name: string, parameter: JsonObject, options: ResolveOptions, placeholders: Placeholders): Json {
  const given = options.parameters && Object.hasOwn(options.parameters, name) ? options.parameters[name] : scalarText(parameter.Default);
  if (given === undefined) throw new Unresolvable(`parameter ${name} has no default and no value was given`);
  const type = stringAt(parameter, 'Type') ?? 'String';
  const [, ssmType] = SSM_TYPE.exec(type) ?? [];
  if (ssmType !== undefined) return listIfListed(ssmType, placeholders.ssmParameter(given, ssmType));
  validate(name, parameter, type, given);
  return listIfListed(type, given);
}

function listIfListed(type: string, text: string): Json {
  return LIST_TYPE.test(type) ? text.split(',').map((part) => part.trim()) : text;
}

function validate(name: string, parameter: JsonObject, type: string, value: string): void {
  const refuse = (rule: string): never => {
    const shown = parameter.NoEcho === true || parameter.NoEcho === 'true' ? '****' : JSON.stringify(value);
    throw new Unresolvable(`parameter ${name} must ${rule}, got: ${shown}`);
  };
  const allowed = listAt(parameter, 'AllowedValues').map(String);
  if (allowed.length > 0 && !allowed.includes(value)) refuse(`be one of ${allowed.join(', ')}`);
  const pattern = stringAt(parameter, 'AllowedPattern');
  if (pattern !== undefined && !allows(name, pattern, value)) refuse(`match ${pattern}`);
  if (type === 'Number') {
    if (value.trim() === '' || Number.isNaN(Number(value))) refuse('be a number');
    if (Number(value) < (numberAt(parameter, 'MinValue') ?? -Infinity)) refuse(`be at least ${numberAt(parameter, 'MinValue')}`);
    if (Number(value) > (numberAt(parameter, 'MaxValue') ?? Infinity)) refuse(`be at most ${numberAt(parameter, 'MaxValue')}`);
  }
  if (value.length < (numberAt(parameter, 'MinLength') ?? 0)) refuse(`have at least ${numberAt(parameter, 'MinLength')} characters`);
  if (value.length > (numberAt(parameter, 'MaxLength') ?? Infinity)) refuse(`have at most ${numberAt(parameter, 'MaxLength')} characters`);
}

/** CloudFormation uses Java's regular expressions, which support slightly more than JavaScript's. */
function allows(name: string, pattern: string, value: string): boolean {
  try {
    return matchesInTime(new RegExp(`^(?:${pattern})$`, 'u'), value);
  } catch (error) {
    if (error instanceof MatchTooSlow) throw new Unresolvable(`parameter ${name}: ${error.message}`);
    throw new Unresolvable(`parameter ${name} has a pattern that is not supported locally: ${pattern}`);
  }
}

function scalarText(value: Json | undefined): string | undefined {
  return value === undefined || value === null || isList(value) || isObject(value) ? undefined : String(value);
}
