import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The stacks of an account by name, with their resources. */
export interface Account {
  readonly stages?: readonly string[];
  readonly stacks: Readonly<Record<string, {
    readonly resources?: readonly { readonly id: string; readonly type: string; readonly status?: string; readonly retain?: true }[];
    readonly protected?: true;
    readonly failsToDelete?: true;
  }>>;
}

/** A program named `aws` that responds from a file and records its calls. */
export class FakeAws {
  private readonly bin: string;

  constructor(private readonly directory: string, account: Account) {
    this.bin = join(directory, 'bin');
    mkdirSync(this.bin, { recursive: true });
    writeFileSync(join(directory, 'account.json'), JSON.stringify(account));
    writeFileSync(join(directory, 'calls'), '');
    writeFileSync(join(this.bin, 'aws'), `#!${process.execPath}\n${readFileSync(join(__dirname, 'aws-program.cjs'), 'utf8')}`);
    chmodSync(join(this.bin, 'aws'), 0o755);
  }

  get env(): NodeJS.ProcessEnv {
    return { PATH: this.bin, FAKE_AWS: this.directory };
  }

  /** Calls that change something, or wait for a change. */
  changes(): string[] {
    return readFileSync(join(this.directory, 'calls'), 'utf8').split('\n').filter((call) => /delete|update|modify|wait/.test(call));
  }
}
