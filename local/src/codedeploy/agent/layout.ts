import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The directory of one deployment on an instance. */
export interface DeploymentDirectory {
  readonly path: string;
  /** Folder of the unpacked revision. */
  readonly archive: string;
  readonly bundleFile: string;
  readonly scriptsLog: string;
}

/** The agent's deployment root, which contains everything that it keeps between deployments. */
export class Layout {
  constructor(private readonly root: string, private readonly deploymentGroupId: string) {}

  get groupDirectory(): string {
    return join(this.root, this.deploymentGroupId);
  }

  get installFile(): string {
    return this.instruction(`${this.deploymentGroupId}-install.json`);
  }

  get cleanupFile(): string {
    return this.instruction(`${this.deploymentGroupId}-cleanup`);
  }

  get deploymentLog(): string {
    return join(this.root, 'deployment-logs', 'codedeploy-agent-deployments.log');
  }

  /** The revision with the last successful Install, whatever came after it. */
  get lastSuccessfulInstall(): Pointer {
    return new Pointer(this.instruction(`${this.deploymentGroupId}_last_successful_install`));
  }

  /** The revision downloaded last. */
  get mostRecentInstall(): Pointer {
    return new Pointer(this.instruction(`${this.deploymentGroupId}_most_recent_install`));
  }

  deployment(deploymentId: string): DeploymentDirectory {
    const path = join(this.groupDirectory, deploymentId);
    return {
      path,
      archive: join(path, 'deployment-archive'),
      bundleFile: join(path, 'bundle.tar'),
      scriptsLog: join(path, 'logs', 'scripts.log'),
    };
  }

  makeInstructionsDirectory(): void {
    mkdirSync(join(this.root, 'deployment-instructions'), { recursive: true });
  }

  private instruction(name: string): string {
    return join(this.root, 'deployment-instructions', name);
  }
}

/** A file that contains the path of a deployment's directory. */
export class Pointer {
  constructor(private readonly file: string) {}

  read(): string | undefined {
    return existsSync(this.file) ? readFileSync(this.file, 'utf8').replace(/\r?\n$/, '') : undefined;
  }

  write(directory: string): void {
    writeFileSync(this.file, directory);
  }
}
