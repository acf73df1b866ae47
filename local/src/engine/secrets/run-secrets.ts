import { hideIn } from './hide-in';
import { nameInArn, NO_STORES, SecretMask, type Stores } from '../../codebuild';
import { UserError } from '../../messages/user-error';
import type { SecretStoreName, SecretValues } from '../../model/secrets';

export interface RunSecretsParts {
  /** Reads the file that the user named, as it is now. */
  readonly stores?: () => Promise<Stores>;
  /** Asks the user, once; `undefined` where nobody answers. */
  readonly ask?: (question: string) => Promise<string | undefined>;
}

/** Shorter ones are words that people need to read, and no secrets. */
const SHORTEST_HIDDEN = 4;

/** The secrets of a run: what the user gave to it, and what must not be shown of it. */
export class RunSecrets implements SecretValues {
  private readonly mask = new SecretMask();
  private readonly asked = new Map<string, Promise<string | undefined>>();
  private hides = false;
  private last = NO_STORES;

  constructor(private readonly parts: RunSecretsParts) {}

  /** As they are now: whoever changes a value in the file sees it in the next process that starts. */
  async stores(): Promise<Stores> {
    try {
      this.last = await this.parts.stores?.() ?? NO_STORES;
      // Whatever a build does with them. Parameters are often no secrets but names, which the page could not do without.
      for (const value of Object.values(this.last.secretsManager)) this.keep(value);
    } catch (error) {
      // It may be half written just now.
      if (!(error instanceof UserError)) throw error;
    }
    return this.last;
  }

  async find(store: SecretStoreName, id: string): Promise<string | undefined> {
    const { secretsManager, parameterStore } = await this.stores();
    const values = store === 'secrets-manager' ? secretsManager : parameterStore;
    const name = namesOf(store, id).find((each) => Object.hasOwn(values, each));
    const value = name === undefined ? await this.ask(store, id) : values[name];
    return value === undefined ? undefined : this.keep(value);
  }

  /** From now on the value is shown nowhere. */
  keep(value: string): string {
    this.mask.add([value, ...fieldsOf(value)].filter((text) => text.length >= SHORTEST_HIDDEN));
    this.hides = true;
    return value;
  }

  /** What may be shown. */
  hidden<T>(shown: T): T {
    return this.hides ? hideIn(shown, this.mask) : shown;
  }

  private ask(store: SecretStoreName, id: string): Promise<string | undefined> {
    const key = `${store} ${id}`;
    const answer = this.asked.get(key) ?? this.parts.ask?.(`${STORES[store]} ${namesOf(store, id).at(-1)}`) ?? Promise.resolve(undefined);
    this.asked.set(key, answer);
    return answer;
  }
}

/** What the stores are called, for people. */
const STORES: Readonly<Record<SecretStoreName, string>> = { 'secrets-manager': 'Secrets Manager:', 'parameter-store': 'Parameter Store:' };

/** What a file may call it: as it is asked for, or by the name in its ARN. The six characters that Secrets Manager adds may be there or not. */
function namesOf(store: SecretStoreName, id: string): readonly string[] {
  if (!id.startsWith('arn:')) return [id];
  if (store === 'parameter-store') {
    const path = id.split(':parameter')[1] ?? '';
    return [id, path, path.slice(1)];
  }
  return [id, id.split(':')[6] ?? '', nameInArn(id) ?? ''];
}

function fieldsOf(text: string): string[] {
  if (!text.startsWith('{')) return [];
  try {
    return Object.values(JSON.parse(text) as Record<string, unknown>).filter((value) => typeof value === 'string');
  } catch {
    return [];
  }
}
