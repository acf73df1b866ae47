import { dirname, join } from 'node:path';
import type { CloudAssembly } from '../../assembly';
import { readJsonObject } from '../../assembly/assembly-file';
import { entriesOf, listAt, objectAt, stringAt, type JsonObject } from '../../assembly/json';

/** Metadata that `Validations.of(scope).acknowledge({ id: 'gostyle::RULE', reason })` leaves in a cloud assembly. */
const METADATA_TYPE = 'aws:cdk:acknowledged-rules';
const LOGICAL_ID = 'aws:cdk:logicalId';
/** The namespace of these checks; the CDK prefixes rules with the name of their plugin. */
const NAMESPACE = 'gostyle';

/** Findings acknowledged with a reason: uses the CDK's own mechanism, which both synthesis and `gostyle lint` can read. */
export class Acknowledgements {
  /** Ids of rules with their namespaces, by the path of the construct passed to `Validations.of`. */
  private readonly rules = new Map<string, Set<string>>();
  /** Construct paths by `template:logical id`; the stack itself has no logical id. */
  private readonly paths = new Map<string, string>();

  constructor(assembly: CloudAssembly) {
    const folders = new Set(assembly.stacks.map(({ templatePath }) => dirname(templatePath)));
    for (const folder of folders) this.readManifest(assembly.directory, folder);
  }

  /** Acknowledged on the resource itself or on an enclosing construct. */
  covers(template: string, logicalId: string, rule: string, namespace: string = NAMESPACE): boolean {
    const path = this.paths.get(placeOf(template, logicalId)) ?? this.paths.get(placeOf(template, ''));
    return path !== undefined && this.coversPath(path, `${namespace}::${rule}`);
  }

  /** For findings that belong to no resource, such as a line of the buildspec: acknowledged on any construct. */
  coversAnywhere(rule: string): boolean {
    return [...this.rules.values()].some((rules) => rules.has(`${NAMESPACE}::${rule}`));
  }

  private coversPath(path: string, id: string): boolean {
    const steps = path.split('/');
    return steps.some((_, index) => this.rules.get(steps.slice(0, index + 1).join('/'))?.has(id));
  }

  private readManifest(directory: string, folder: string): void {
    const manifest = readJsonObject(directory, join(folder, 'manifest.json'));
    if (manifest.status !== 'success') return;
    for (const [, artifact] of entriesOf(manifest.value.artifacts)) {
      const template = stringAt(artifact, 'properties', 'templateFile');
      if (template === undefined) continue;
      const path = join(folder, template);
      this.paths.set(placeOf(path, ''), `/${stringAt(artifact, 'displayName') ?? ''}`);
      this.readMetadata(metadataOf(directory, folder, artifact as JsonObject), path);
    }
  }

  private readMetadata(metadata: JsonObject, template: string): void {
    for (const [path, entries] of entriesOf(metadata)) {
      for (const entry of listAt(entries)) {
        const type = stringAt(entry, 'type');
        if (type === LOGICAL_ID) this.paths.set(placeOf(template, stringAt(entry, 'data') ?? ''), path);
        if (type === METADATA_TYPE) this.add(path, objectAt(entry, 'data') ?? {});
      }
    }
  }

  private add(path: string, reasons: JsonObject): void {
    const given = entriesOf(reasons).filter(([, reason]) => typeof reason === 'string' && reason.trim() !== '');
    const rules = this.rules.get(path) ?? new Set<string>();
    for (const [id] of given) rules.add(id);
    this.rules.set(path, rules);
  }
}

/** From the manifest, or from a separate file beside it. */
function metadataOf(directory: string, folder: string, artifact: JsonObject): JsonObject {
  const file = stringAt(artifact, 'additionalMetadataFile');
  const read = file === undefined ? undefined : readJsonObject(directory, join(folder, file));
  return { ...objectAt(artifact, 'metadata'), ...read?.status === 'success' ? read.value : {} };
}

function placeOf(template: string, logicalId: string): string {
  return `${template}:${logicalId}`;
}
