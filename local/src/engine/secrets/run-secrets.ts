import { hideIn, hideInTexts } from './hide-in';
import { nameInArn, NO_STORES, type Stores } from '../../codebuild';
import { SecretMask } from '../../messages/secret-mask';
import { UserError } from '../../messages/user-error';
import type { SecretStoreName, SecretValues } from '../../model/secrets';

export interface RunSecretsParts {
  /** Reads the file that the user named, in its current state. */
  readonly stores?: () => Promise<Stores>;
  /** Asks the user once; `undefined` if nobody answers. */
  readonly ask?: (question: string) => Promise<string | undefined>;
}

/** Shorter values are likely ordinary words, and masking those would make the output unreadable. */
const SHORTEST_HIDDEN = 4;

/** The secrets of a run: the values that the user provided, and what has to be masked in the output. */
export class RunSecrets implements SecretValues {
  /** For code that writes program output; grows as secrets become known. */
  readonly mask = new SecretMask();
  private readonly asked = new Map<string, Promise<string | undefined>>();
  private hides = false;
  private last = NO_STORES;

  constructor(private readonly parts: RunSecretsParts) {}

  /** Read again each time, so that the next process sees an edited value. */
  async stores(): Promise<Stores> {
    try {
      this.last = await this.parts.stores?.() ?? NO_STORES;
      // Masked regardless of how a build uses them. Parameters are not: they are often names, without which the page would be useless.
      for (const value of Object.values(this.last.secretsManager)) this.keep(value);
    } catch (error) {
      // The file may just be being written.
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

  /** Masks the value everywhere from now on. */
  keep(value: string): string {
    this.mask.add([value, ...fieldsOf(value)].filter((text) => text.length >= SHORTEST_HIDDEN));
    this.hides = true;
    return value;
  }

  /** Returns the value with all secrets masked. */
  hidden<T>(shown: T): T {
    return this.hides ? hideIn(shown, this.mask) : shown;
  }

  /**
   * What may be stored of a record: secrets are masked in texts for display. Names, ids and commits, by which records are looked up, stay
   * as they are.
   */
  recorded<T>(record: T): T {
    return this.hides ? hideInTexts(record, this.mask) : record;
  }

  private ask(store: SecretStoreName, id: string): Promise<string | undefined> {
    const key = `${store} ${id}`;
    const answer = this.asked.get(key) ?? this.parts.ask?.(`${STORES[store]} ${namesOf(store, id).at(-1)}`) ?? Promise.resolve(undefined);
    this.asked.set(key, answer);
    return answer;
  }
}

/** Display names of the stores. */
const STORES: Readonly<Record<SecretStoreName, string>> = { 'secrets-manager': 'Secrets Manager:', 'parameter-store': 'Parameter Store:' };

/**
 * The names that the file may use for a secret: as requested, or the name in its ARN, with or without the six-character suffix of Secrets
 * Manager.
 */
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
