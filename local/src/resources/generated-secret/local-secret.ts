import { randomInt } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { SecretValues } from '../../model/secrets';
import { writeFileAtomically } from '../../system/atomic-file';
import { readTextSync } from '../../system/stored-file';
import type { Description, LocalResource, ResourceContext } from '../shape/resource';

/** How the value is generated. */
export interface GeneratedSecret {
  readonly arn: string;
  readonly length: number;
  readonly excluded: string;
  readonly punctuation: boolean;
  /** JSON template that receives the generated value as a field. */
  readonly template?: string;
  readonly key?: string;
}

const LETTERS_AND_DIGITS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
const PUNCTUATION = '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~';

/** A generated secret. As on AWS, changing the length does not generate a new value. */
export class LocalSecret implements LocalResource<GeneratedSecret> {
  readonly secrets: SecretValues = { find: (store, id) => Promise.resolve(this.find(store, id)) };
  private arn?: string;

  constructor(private readonly context: ResourceContext) {}

  async start(settings: GeneratedSecret): Promise<void> {
    this.arn = settings.arn;
    if (existsSync(this.file)) return;
    await writeFileAtomically(this.file, valueOf(settings));
  }

  async update(settings: GeneratedSecret): Promise<void> {
    await this.start(settings);
  }

  describe(): Description {
    return {};
  }

  async stop(): Promise<void> {}

  /** Read on each call, so that editing the file changes the secret. */
  private find(store: string, id: string): string | undefined {
    return store === 'secrets-manager' && id === this.arn ? readTextSync(this.file) : undefined;
  }

  private get file(): string {
    return join(this.context.directory, 'value');
  }
}

function valueOf({ length, excluded, punctuation, template, key }: GeneratedSecret): string {
  const characters = [...LETTERS_AND_DIGITS, ...punctuation ? PUNCTUATION : ''].filter((each) => !excluded.includes(each));
  const value = Array.from({ length }, () => characters[randomInt(characters.length)]).join('');
  if (template === undefined || key === undefined) return value;
  return JSON.stringify({ ...JSON.parse(template) as object, [key]: value });
}
