import { UserError } from '../../messages/user-error';

/** One kind of request of the load. In its path and body, `{name}` is a value from an earlier response, and `{n}` is a unique number. */
export interface LoadStep {
  readonly method: string;
  readonly path: string;
  /** Sent as JSON. */
  readonly body?: string;
  /** Accepted statuses; if empty, any 2xx or 3xx. */
  readonly statuses: readonly number[];
  /** Maps names of values to the fields of the JSON response that contain them. */
  readonly keep: Readonly<Record<string, string>>;
}

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];
const FIELDS = ['method', 'path', 'body', 'status', 'keep'];
const PLACEHOLDER = /\{(\w+)\}/g;

type Fields = Readonly<Record<string, unknown>>;

export function getStep(path: string): LoadStep {
  return { method: 'GET', path, statuses: [], keep: {} };
}

/** Parses a scenario: `{"requests": [{"method": "POST", "path": "/links", "body": {...}, "status": 201, "keep": {"slug": "slug"}}, ...]}`. */
export function parseScenario(text: string, file: string): readonly LoadStep[] {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (error) {
    throw new UserError(`${file}: must be JSON: ${(error as Error).message}`);
  }
  const requests = isFields(document) ? document.requests : undefined;
  if (!Array.isArray(requests) || requests.length === 0) throw new UserError(`${file}: \`requests\` must be a list of one request or more`);
  const steps = requests.map((request: unknown, index) => parseStep(request, `${file}: requests[${index}]`));
  const kept = new Set(['n', ...steps.flatMap(({ keep }) => Object.keys(keep))]);
  steps.forEach(({ path, body = '' }, index) => {
    const unknown = placeholdersIn(`${path}${body}`).find((name) => !kept.has(name));
    if (unknown !== undefined) throw new UserError(`${file}: requests[${index}]: {${unknown}} must be \`{n}\` or a value that a request keeps`);
  });
  if (!steps.some(needsNothing)) throw new UserError(`${file}: at least one of \`requests\` must not need a value from another one`);
  return steps;
}

/** Runs the steps in turn with values from responses; skips steps whose values are not available yet. */
export class Scenario {
  private readonly values = new Map<string, string>();
  private turn = 0;
  private number = 0;

  constructor(private readonly steps: readonly LoadStep[]) {}

  next(): { readonly step: LoadStep; readonly path: string; readonly body?: string } {
    this.number += 1;
    this.values.set('n', `${this.number}`);
    let step = this.steps[this.turn++ % this.steps.length];
    while (!this.canFill(step)) step = this.steps[this.turn++ % this.steps.length];
    return { step, path: this.filled(step.path), ...(step.body !== undefined && { body: this.filled(step.body) }) };
  }

  answered({ keep }: LoadStep, body: string): void {
    for (const [name, field] of Object.entries(keep)) {
      const value = fieldOf(body, field);
      if (value !== undefined) this.values.set(name, value);
    }
  }

  private canFill({ path, body = '' }: LoadStep): boolean {
    return placeholdersIn(`${path}${body}`).every((name) => this.values.has(name));
  }

  private filled(text: string): string {
    return text.replace(PLACEHOLDER, (whole, name: string) => this.values.get(name) ?? whole);
  }
}

function parseStep(request: unknown, place: string): LoadStep {
  if (!isFields(request)) throw new UserError(`${place}: must be an object, got: ${JSON.stringify(request)}`);
  const unknown = Object.keys(request).find((field) => !FIELDS.includes(field));
  if (unknown !== undefined) throw new UserError(`${place}: has no field ${unknown}; there are: ${FIELDS.join(', ')}`);
  const { method = 'GET', path, body, status = [], keep = {} } = request;
  if (typeof method !== 'string' || !METHODS.includes(method)) {
    throw new UserError(`${place}.method: must be one of ${METHODS.join(', ')}, got: ${JSON.stringify(method)}`);
  }
  if (typeof path !== 'string' || !/^\/[^\s]*$/.test(path)) throw new UserError(`${place}.path: must start with /, got: ${JSON.stringify(path)}`);
  const statuses = Array.isArray(status) ? status as readonly unknown[] : [status];
  if (!statuses.every((each): each is number => Number.isInteger(each) && Number(each) >= 100 && Number(each) <= 599)) {
    throw new UserError(`${place}.status: must be one status or a list of them, from 100 to 599, got: ${JSON.stringify(status)}`);
  }
  if (!isFields(keep) || !Object.values(keep).every((field) => typeof field === 'string')) {
    throw new UserError(`${place}.keep: must name a field of the response for each value, got: ${JSON.stringify(keep)}`);
  }
  return { method, path, statuses, keep: keep as Readonly<Record<string, string>>, ...(body !== undefined && { body: JSON.stringify(body) }) };
}

function needsNothing({ path, body = '' }: LoadStep): boolean {
  return placeholdersIn(`${path}${body}`).every((name) => name === 'n');
}

function placeholdersIn(text: string): string[] {
  return [...text.matchAll(PLACEHOLDER)].map(([, name]) => name);
}

function fieldOf(body: string, field: string): string | undefined {
  try {
    const value: unknown = (JSON.parse(body) as Fields)[field];
    return value === undefined || value === null ? undefined : String(value);
  } catch {
    // A response that is not JSON has no fields: the steps that need the value are skipped.
    return undefined;
  }
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
