import type { Json, JsonObject } from '../../local/src/assembly/json';

type Mutable = { [key: string]: Mutable | Json | undefined } | (Mutable | Json)[];

/**
 * Changes a template. A resource is addressed by its type, or by `type#part of its logical id`; a property
 * by a path: `Stages/Name=staging/Actions/0/RunOrder`, where `Name=staging` is the list item with that name.
 * Every method returns the logical id.
 */
export class TemplateEditor {
  constructor(private readonly document: JsonObject) {}

  set(resource: string, path: string, value: Json): string {
    const id = this.id(resource);
    const { parent, key } = this.place(id, path, true);
    (parent as Record<string, Json>)[key] = value;
    return id;
  }

  remove(resource: string, path: string): string {
    const id = this.id(resource);
    const { parent, key } = this.place(id, path, false);
    if (Array.isArray(parent)) parent.splice(Number(key), 1);
    else delete parent[key];
    return id;
  }

  push(resource: string, path: string, value: Json): string {
    const id = this.id(resource);
    const { parent, key } = this.place(id, path, true);
    const list = (parent as Record<string, Json[] | undefined>)[key] ?? [];
    (parent as Record<string, Json[]>)[key] = [...list, value];
    return id;
  }

  get(resource: string, path: string): Json | undefined {
    const { parent, key } = this.place(this.id(resource), path, false);
    return (parent as Record<string, Json | undefined>)[key];
  }

  /** Puts a resource into the template, or replaces one. */
  add(id: string, type: string, properties: JsonObject): string {
    this.resources[id] = { Type: type, Properties: properties };
    return id;
  }

  copy(id: string, resource: string): string {
    this.resources[id] = structuredClone(this.resources[this.id(resource)]);
    return id;
  }

  drop(resource: string): string {
    const id = this.id(resource);
    delete this.resources[id];
    return id;
  }

  /** Changes every occurrence of a text in a resource. */
  replace(resource: string, from: string, to: string): string {
    const id = this.id(resource);
    const before = JSON.stringify(this.resources[id]);
    const after = before.replaceAll(from, to);
    if (after === before) throw new Error(`${id} does not have ${from}`);
    this.resources[id] = JSON.parse(after) as Record<string, Json>;
    return id;
  }

  /** Sets a key of the resource itself: `DependsOn`, `Metadata`, `UpdatePolicy`. */
  attribute(resource: string, key: string, value: Json): string {
    const id = this.id(resource);
    this.resources[id][key] = value;
    return id;
  }

  section(name: string): Record<string, JsonObject> {
    const document = this.document as Record<string, Record<string, JsonObject> | undefined>;
    return document[name] ??= {};
  }

  id(resource: string): string {
    const [type, part = ''] = resource.split('#');
    const found = Object.entries(this.resources).find(([id, { Type }]) => id === resource || (Type === type && id.includes(part)));
    if (!found) throw new Error(`the template has no ${resource}`);
    return found[0];
  }

  private get resources(): Record<string, Record<string, Json>> {
    return this.document.Resources as unknown as Record<string, Record<string, Json>>;
  }

  private place(id: string, path: string, make: boolean): { parent: Mutable; key: string } {
    const steps = path.startsWith('Metadata/') || path.startsWith('UpdatePolicy/') ? path.split('/') : ['Properties', ...path.split('/')];
    const key = steps.pop() ?? '';
    const parent = steps.reduce<Mutable>((value, step) => {
      const next = (value as Record<string, Mutable | undefined>)[this.stepOf(value, step)];
      if (next === undefined && !make) throw new Error(`${id} has no ${path}`);
      return next ?? ((value as Record<string, Mutable>)[step] = {});
    }, this.resources[id] as Mutable);
    return { parent, key: this.stepOf(parent, key) };
  }

  private stepOf(value: Mutable, step: string): string {
    const [name, wanted] = step.split('=');
    if (wanted === undefined || !Array.isArray(value)) return step;
    const index = value.findIndex((item) => (item as Record<string, Json>)[name] === wanted);
    if (index < 0) throw new Error(`no item has ${step}`);
    return String(index);
  }
}
