import { parseTemplate } from '../../src/assembly';
import type { Json, JsonObject } from '../../src/assembly/json';
import { resolveTemplate, type ResolvedStack } from '../../src/stack';

/** A few resources, resolved; `attributes` are the values of `Fn::GetAtt` and `Ref` of one of them. */
export function resolvedTemplate(resources: JsonObject, attributes: Readonly<Record<string, Readonly<Record<string, Json>>>> = {}): ResolvedStack {
  const template = parseTemplate({ Resources: resources });
  if (template.status !== 'success') throw new Error(JSON.stringify(template));
  const resolved = resolveTemplate(template.value, { stackName: 'Web-production', attributes: (logicalId) => attributes[logicalId] ?? {} });
  if (resolved.status !== 'success') throw new Error(JSON.stringify(resolved));
  return resolved.value;
}
