import { chownSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Ending } from './processes';
import { runProcess } from './processes';
import type { SystemUser } from './system-user';
import { shellQuoted } from '../system/shell-quoted';

export interface SessionSettings {
  readonly version: '0.1' | '0.2';
  readonly shell: 'sh' | 'bash';
  /** CODEBUILD_SRC_DIR: the initial directory of every build. */
  readonly sourceDirectory: string;
  /** Directory for the session's own files. */
  readonly stateDirectory: string;
  readonly environment: Readonly<Record<string, string>>;
}

export interface RunOptions {
  readonly user?: SystemUser;
  readonly onOutput: (chunk: Buffer) => void;
  readonly signal?: AbortSignal;
}

const SHELL_FILES = { sh: '/bin/sh', bash: '/bin/bash' };

/**
 * Runs a build's commands, each in a new shell. In version 0.2 a command starts with the directory and the exported variables that the
 * previous one ended with (all variables are exported). That is what "the same instance of the shell" means in CodeBuild: functions,
 * aliases and `set -e` do not carry over, and a command that calls `exit` loses its changes. In version 0.1 nothing carries over.
 */
export class ShellSession {
  private readonly script: string;
  private readonly environmentFile: string;
  private readonly directoryFile: string;
  private succeeding = true;

  constructor(private readonly settings: SessionSettings) {
    mkdirSync(settings.stateDirectory, { recursive: true, mode: 0o700 });
    this.script = join(settings.stateDirectory, 'script.sh');
    this.environmentFile = join(settings.stateDirectory, 'env.sh');
    this.directoryFile = join(settings.stateDirectory, 'dir.txt');
    this.forget();
  }

  /** The value of `CODEBUILD_BUILD_SUCCEEDING` from the next command on. */
  set buildSucceeding(value: boolean) {
    if (this.succeeding === value) return;
    this.succeeding = value;
    const line = `export CODEBUILD_BUILD_SUCCEEDING='${value ? 1 : 0}'\n`;
    writeFileSync(this.environmentFile, `${readFileSync(this.environmentFile, 'utf8')}\n${line}`);
  }

  async run(command: string, options: RunOptions): Promise<Ending> {
    if (this.settings.version === '0.1') this.forget();
    writeFileSync(this.script, this.scriptOf(command), { mode: 0o700 });
    return this.execute(options);
  }

  /** The environment that the next command would start with. */
  async environment(signal?: AbortSignal): Promise<Record<string, string>> {
    const chunks: Buffer[] = [];
    writeFileSync(this.script, `set -a\n. ${shellQuoted(this.environmentFile)}\nexec /usr/bin/env -0\n`, { mode: 0o700 });
    await this.execute({ onOutput: (chunk) => chunks.push(chunk), signal });
    const entries = Buffer.concat(chunks).toString('utf8').split('\0').filter((entry) => entry.includes('='));
    return Object.fromEntries(entries.map((entry) => [entry.slice(0, entry.indexOf('=')), entry.slice(entry.indexOf('=') + 1)]));
  }

  /** Expands `$NAME` and `$(date +%Y)` in a text. Nothing carries over. */
  async expand(text: string, signal?: AbortSignal): Promise<string> {
    const chunks: Buffer[] = [];
    const script = [
      'exec 2>/dev/null',
      'set -a',
      `. ${shellQuoted(this.environmentFile)}`,
      `cd ${shellQuoted(this.settings.sourceDirectory)}`,
      'cat <<CODEBUILD_TEXT',
      text,
      'CODEBUILD_TEXT',
      '',
    ];
    writeFileSync(this.script, script.join('\n'), { mode: 0o700 });
    await this.execute({ onOutput: (chunk) => chunks.push(chunk), signal });
    return Buffer.concat(chunks).toString('utf8').replace(/\n$/, '');
  }

  private execute({ user, onOutput, signal }: RunOptions): Promise<Ending> {
    if (user) this.files.forEach((path) => chownSync(path, user.uid, user.gid));
    return runProcess(SHELL_FILES[this.settings.shell], [this.script], {
      // The script changes directory itself; this one exists even if the build has deleted its source.
      cwd: dirname(this.settings.stateDirectory),
      // Everything else is in the environment file, so that variables unset by a command stay unset. The id identifies the build's
      // processes.
      env: { CODEBUILD_BUILD_ID: this.settings.environment.CODEBUILD_BUILD_ID },
      user,
      onOutput,
      signal,
    });
  }

  /** The command is on line 4, as in CodeBuild's own traces (`script.sh: line 4: ...`). */
  private scriptOf(command: string): string {
    return [
      `exec 2>&1; cd "$(cat ${shellQuoted(this.directoryFile)})"`,
      'set -a',
      `. ${shellQuoted(this.environmentFile)}`,
      command,
      '',
      'CODEBUILD_LAST_EXIT=$?',
      `export -p > ${shellQuoted(this.environmentFile)}`,
      `pwd > ${shellQuoted(this.directoryFile)}`,
      'exit $CODEBUILD_LAST_EXIT',
      '',
    ].join('\n');
  }

  private get files(): readonly string[] {
    return [this.settings.stateDirectory, this.script, this.environmentFile, this.directoryFile];
  }

  private forget(): void {
    const environment = { ...this.settings.environment, CODEBUILD_BUILD_SUCCEEDING: this.succeeding ? '1' : '0' };
    // Shell variables have restricted names, but input artifacts may have others.
    const usable = Object.entries(environment).filter(([name]) => /^[A-Za-z_]\w*$/.test(name));
    const lines = usable.map(([name, value]) => `export ${name}=${shellQuoted(value)}\n`);
    writeFileSync(this.environmentFile, lines.join(''), { mode: 0o600 });
    writeFileSync(this.directoryFile, `${this.settings.sourceDirectory}\n`, { mode: 0o600 });
  }
}
