import { dirname, join } from 'node:path';
import { readText } from './assembly-file';
import { objectAt, stringAt, type JsonObject } from './json';
import { success, type Result } from './result';
import type { Template, TemplateResource } from './template';

const METADATA = 'gostyle:instance';

/**
 * Adds the provisioning script to the template's metadata if it is a separate asset: hosts on AWS download it, while a local instance needs
 * it before its user data runs, whenever it is launched.
 *
 * @param root of the assembly @param path of the template in it
 */
export function withPartsScripts(template: Template, root: string, path: string): Result<Template> {
  const resources: Record<string, TemplateResource> = { ...template.resources };
  for (const [logicalId, resource] of Object.entries(resources)) {
    const asset = stringAt(resource.metadata, METADATA, 'provisioning', 'asset');
    if (asset === undefined) continue;
    const text = readText(root, join(dirname(path), asset));
    if (text.status !== 'success') return text;
    resources[logicalId] = { ...resource, metadata: withText(resource.metadata, text.value) };
  }
  return success({ ...template, resources });
}

function withText(metadata: JsonObject, text: string): JsonObject {
  const instance = objectAt(metadata, METADATA) ?? {};
  return { ...metadata, [METADATA]: { ...instance, provisioning: { ...objectAt(instance, 'provisioning'), text } } };
}
