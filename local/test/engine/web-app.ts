import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterTest } from './after-test';
import { removeInstanceFiles } from '../../src/fleet';

export interface EnvironmentSettings {
  readonly name: string;
  readonly instances: number;
  /** Instead of a fleet: a compute that gets its revision with the stack, and a few of the requests first. */
  readonly compute?: 'fargate' | 'lambda';
  readonly maximum?: number;
  readonly approval?: boolean;
  readonly deploymentConfig?: string;
  readonly interval?: number;
  readonly listenerPort?: number;
  readonly attributes?: { readonly loadBalancer?: Readonly<Record<string, string>>; readonly targetGroup?: Readonly<Record<string, string>> };
  /** Additional resources of its template. */
  readonly resources?: Readonly<Record<string, object>>;
  /** Lines of the instances' environment file; values may be references. */
  readonly environment?: Readonly<Record<string, object>>;
  readonly secrets?: readonly { readonly name: string; readonly store: string; readonly id: string; readonly field?: string }[];
  /** A command that runs once before each deployment. */
  readonly beforeDeployment?: string;
  /** Instances that come for each deployment, with the library's own state machines. */
  readonly extraCapacity?: number;
  readonly onFailure?: 'ROLLBACK' | 'RETRY';
  /** The default period is 60 seconds. */
  readonly alarms?: readonly { readonly id: string; readonly threshold: number; readonly period?: number }[];
}

export interface PipelineSettings {
  readonly executionMode?: 'QUEUED' | 'SUPERSEDED' | 'PARALLEL';
  /** Whether UpdatePipeline is skipped while the template is unchanged. */
  readonly templateHash?: boolean;
  readonly trigger?: { readonly branch: string; readonly includes?: readonly string[]; readonly excludes?: readonly string[] };
}

export interface Behaviour {
  readonly health?: number;
  readonly failsAfterSeconds?: number;
  readonly passesItsTest?: boolean;
  /** After a request for /break it responds with errors, except to health checks. */
  readonly breakable?: boolean;
  /** Duration of each response. */
  readonly answersAfterMs?: number;
  readonly ignoresSigterm?: boolean;
}

/** A repository with a small web application, its buildspec, appspec and CDK app. */
export class WebApp {
  readonly directory = mkdtempSync(join(tmpdir(), 'gostyle-web-app-'));
  private readonly first: string;

  constructor(environments: readonly EnvironmentSettings[], pipeline: PipelineSettings = {}) {
    // Without root, files of users of an instance belong to other ids.
    afterTest(() => removeInstanceFiles(this.directory));
    cpSync(join(__dirname, 'web-app'), this.directory, { recursive: true });
    cpSync(join(__dirname, '../../../provisioning/state-machines'), join(this.directory, 'infrastructure/state-machines'), { recursive: true });
    cpSync(join(__dirname, '../../../provisioning/secrets.sh'), join(this.directory, 'infrastructure/secrets.sh'));
    this.git('init', '-q', '-b', 'main');
    this.write('.gitignore', '.gostyle/\n');
    this.configure(environments, pipeline);
    this.first = this.commit('the first commit');
  }

  /** Restores the initial files, for the next commit. */
  restore(): void {
    this.git('read-tree', '-u', '--reset', this.first);
    this.git('clean', '-fdq');
  }

  configure(environments: readonly EnvironmentSettings[], pipeline: PipelineSettings = {}): void {
    this.write('infrastructure/settings.json', JSON.stringify({ executionMode: 'QUEUED', environments, ...pipeline }));
  }

  behave(behaviour: Behaviour): void {
    const now = JSON.parse(this.read('behaviour.json')) as Behaviour;
    this.write('behaviour.json', JSON.stringify({ ...now, ...behaviour }));
  }

  read(file: string): string {
    return readFileSync(join(this.directory, file), 'utf8');
  }

  write(file: string, text: string): void {
    writeFileSync(join(this.directory, file), text);
  }

  /** Returns the commit's id. Also commits without changes. */
  commit(subject: string): string {
    this.git('add', '-A');
    this.git('commit', '-q', '--allow-empty', '-m', subject);
    return this.git('rev-parse', 'HEAD').trim();
  }

  private git(...args: readonly string[]): string {
    return execFileSync('git', ['-c', 'user.name=Test', '-c', 'user.email=test@localhost', ...args], { cwd: this.directory, encoding: 'utf8' });
  }
}
