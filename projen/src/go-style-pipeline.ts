import { execFileSync, execSync } from 'child_process';
import { existsSync } from 'fs';
import { dirname, join } from 'path';
import { Component, type Project, type Task } from 'projen';
import { ApplicationKind } from './application-kind';
import { CdkLanguage } from './cdk-language';
import { Compute } from './compute';
import { INIT_PROGRAM } from './init-program';

/** What `gostyle init` would ask; used only while there is no folder `infrastructure`. */
export interface GoStylePipelineOptions {
  /**
   * Kind of the application.
   *
   * @default ApplicationKind.NODEJS
   * @featured
   */
  readonly kind?: ApplicationKind;

  /**
   * The application's folder in the repository.
   *
   * @default - the root of the repository; `app` in a `GoStyleWebApp`
   * @featured
   */
  readonly directory?: string;

  /**
   * Compute that the application runs on.
   *
   * @default Compute.EC2
   * @featured
   */
  readonly compute?: Compute;

  /**
   * Language of the CDK app.
   *
   * @default CdkLanguage.TYPESCRIPT
   * @featured
   */
  readonly language?: CdkLanguage;

  /**
   * Command that starts the application.
   *
   * @default - detected
   */
  readonly startCommand?: string;

  /**
   * Port that the application listens on, from 1024 to 65535.
   *
   * @default - detected, or 3000
   */
  readonly port?: number;

  /**
   * Path that answers 200 when the application can serve.
   *
   * @default - detected, or `/`
   */
  readonly healthCheckPath?: string;

  /**
   * Owner of the repository on GitHub.
   *
   * @default - that of the remote `origin`, or a placeholder
   */
  readonly owner?: string;

  /**
   * Name of the repository on GitHub.
   *
   * @default - that of the remote `origin`, or the application's name
   */
  readonly repository?: string;

  /**
   * ARN of a CodeConnections connection to GitHub.
   *
   * @default - a placeholder, to be replaced before the first deployment to AWS
   */
  readonly connectionArn?: string;

  /**
   * AWS region of the pipeline.
   *
   * @default - that of the credentials that deploy
   */
  readonly region?: string;

  /**
   * Domain name of production, in a hosted zone of Amazon Route 53.
   *
   * @default - none: the load balancer's own name
   */
  readonly domainName?: string;

  /**
   * Version, or path of a package file, of `gostyle-web-pipeline` in the CDK app.
   *
   * @default - the version of this package
   */
  readonly library?: string;
}

const INFRASTRUCTURE = 'infrastructure';

/**
 * A pipeline for the application in a repository: the CDK app, `buildspec.yml` and the rest of what `gostyle init` writes, with tasks to
 * rehearse, check and deploy it.
 *
 * The files belong to you: they are written once, while there is no folder `infrastructure`, and projen leaves them alone.
 */
export class GoStylePipeline extends Component {
  /** Installs what the CDK app needs, unless it is installed. */
  public readonly installTask: Task;

  /** Runs the pipeline on this machine; passes its arguments on to `gostyle run`. */
  public readonly rehearseTask: Task;

  /** Checks `buildspec.yml`, `appspec.yml`, the hooks and the CDK app; passes its arguments on to `gostyle lint`. */
  public readonly lintTask: Task;

  /** Any other command, such as `status`, `logs` and `approve`: passes its arguments on to `gostyle`. */
  public readonly gostyleTask: Task;

  /** Deploys the pipeline to AWS for the first time; afterwards it updates itself with each commit. */
  public readonly deployTask: Task;

  private readonly options: GoStylePipelineOptions;

  public constructor(project: Project, options: GoStylePipelineOptions = {}) {
    super(project);
    this.options = options;
    project.gitignore.addPatterns(...ignored(options));

    const { language = CdkLanguage.TYPESCRIPT } = options;
    this.installTask = project.addTask('pipeline:install', {
      description: 'Install the CDK app and the runner, unless they are installed',
      cwd: INFRASTRUCTURE,
      // projen's shell knows no negation.
      condition: 'node -e "process.exit(Number(fs.existsSync(\'node_modules/.package-lock.json\')))"',
      steps: [
        { exec: 'npm install --no-audit --no-fund' },
        ...language === CdkLanguage.PYTHON ? [{ exec: 'python3 -m pip install --quiet -r requirements.txt' }] : [],
      ],
    });
    this.rehearseTask = this.addTask('rehearse', 'Run the pipeline on this machine, without AWS', 'npm start --silent --');
    this.lintTask = this.addTask('lint', 'Check what AWS would refuse', 'npm run lint --silent --');
    this.gostyleTask = this.addTask('gostyle', 'Inspect and control a run: status, logs, approve, reject, rollback, stop, retry, clean',
      'npx --no gostyle');
    this.deployTask = this.addTask('deploy', 'Deploy the pipeline to AWS for the first time', 'npx --no cdk deploy');
  }

  public synthesize(): void {
    const { outdir, logger } = this.project;
    if (existsSync(join(outdir, INFRASTRUCTURE))) return;
    try {
      refuseLargerRepository(outdir);
      logger.info(init(outdir, this.options));
    } catch (error) {
      logger.error(`${saidBy(error)}\nNo pipeline was written; \`npx projen\` tries again.`);
      process.exitCode = 1;
    }
  }

  /** With the lock file that the build needs, before projen makes the first commit. */
  public postSynthesize(): void {
    if (!existsSync(join(this.project.outdir, INFRASTRUCTURE, 'package.json'))) return;
    try {
      execSync(this.project.runTaskCommand(this.installTask), { cwd: this.project.outdir, stdio: 'inherit' });
    } catch {
      // npm has said why. The project is complete otherwise, and becomes a repository.
      this.project.logger.error(`The packages of ${INFRASTRUCTURE} are not installed: correct their versions in ${INFRASTRUCTURE}/package.json, run `
        + `\`npx projen ${this.installTask.name}\`, and commit the lock file.`);
      process.exitCode = 1;
    }
  }

  private addTask(name: string, description: string, exec: string): Task {
    // A project of another type may have a task of this name, such as one that lints its code.
    const task = this.project.addTask(this.project.tasks.tryFind(name) ? `pipeline:${name}` : name, { description });
    task.spawn(this.installTask);
    task.exec(exec, { cwd: INFRASTRUCTURE, receiveArgs: true });
    return task;
  }
}

/** What `gostyle init` would ignore: projen owns `.gitignore`. */
function ignored({ kind, language, directory = '.' }: GoStylePipelineOptions): string[] {
  const folder = directory === '.' ? '' : `${directory.replace(/[\\*?[]/g, '\\$&')}/`;
  const ofKinds: Partial<Record<ApplicationKind, string[]>> = {
    [ApplicationKind.GO]: [`/${folder}build/`],
    [ApplicationKind.PYTHON]: [`/${folder}packages/`],
  };
  const ofLanguages: Partial<Record<CdkLanguage, string[]>> = {
    [CdkLanguage.PYTHON]: [`/${INFRASTRUCTURE}/.venv/`, '__pycache__/'],
    [CdkLanguage.JAVA]: [`/${INFRASTRUCTURE}/target/`],
    [CdkLanguage.CSHARP]: [`/${INFRASTRUCTURE}/bin/`, `/${INFRASTRUCTURE}/obj/`],
  };
  return [
    'node_modules/', `/${INFRASTRUCTURE}/cdk.out/`, `/${INFRASTRUCTURE}/.gostyle/`, '/.cache/', '/deploy/hook.sh', `/${folder}reports/tests.xml`,
    ...kind ? ofKinds[kind] ?? [] : [],
    ...language ? ofLanguages[language] ?? [] : [],
  ];
}

/** A pipeline's files belong into the root of a repository, whether it is there already or begins here. */
function refuseLargerRepository(outdir: string): void {
  if (existsSync(join(outdir, '.git'))) return;
  for (let folder = dirname(outdir); folder !== dirname(folder); folder = dirname(folder)) {
    if (existsSync(join(folder, '.git'))) throw new Error(`the project must be the root of its repository, which is ${folder}, got: ${outdir}`);
  }
}

/** Returns what it says. */
function init(outdir: string, options: GoStylePipelineOptions): string {
  const { library } = options;
  const flags: Record<string, string | undefined> = {
    'kind': options.kind ?? ApplicationKind.NODEJS,
    'directory': options.directory ?? '.',
    'compute': options.compute,
    'language': options.language,
    'start': options.startCommand,
    'port': options.port?.toString(),
    'health-path': options.healthCheckPath,
    'owner': options.owner,
    'repository': options.repository,
    'connection': options.connectionArn,
    'region': options.region,
    'domain': options.domainName,
    library,
  };
  // With an equals sign: a value that starts with a hyphen is no option.
  const args = Object.entries(flags).flatMap(([name, value]) => value === undefined ? [] : [`--${name}=${value}`]);
  return execFileSync(process.execPath, [INIT_PROGRAM, 'init', '.', '--yes', ...args], { cwd: outdir, stdio: 'pipe', encoding: 'utf8' }).trimEnd();
}

/** A program's own words, if it failed. */
function saidBy(error: unknown): string {
  const { stderr, message } = error as Error & { readonly stderr?: string };
  return stderr?.trim() || message;
}
