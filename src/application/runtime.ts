import { existsSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { Token } from 'aws-cdk-lib';
import {
  GO_END_OF_SUPPORT, NODE_JS_DEFAULT, NODE_JS_END_OF_SUPPORT, PYTHON_DEFAULT, PYTHON_END_OF_SUPPORT,
} from './runtime-versions';
import { guardFactories } from '../core/guard-factories';
import { misuse, requireIntegerWithin, requirePattern } from '../core/misuse';
import { provisioningScript } from '../core/script';

/** What an application needs on each kind of compute. */
export interface RuntimeOptions {
  /** Name, such as `Go`. */
  readonly name: string;

  /**
   * Version.
   *
   * @default - none
   */
  readonly version?: string;

  /**
   * Date on which its support ends, such as `2028-04-30`. From then on synthesis warns.
   *
   * @default - no warning
   */
  readonly endOfSupport?: string;

  /**
   * Absolute paths of bash scripts that set up a host, each run once as root before the CodeDeploy agent starts. They become part of
   * user data, without their comments, which is limited to 16 KB. A change replaces every instance, one after another.
   *
   * @default - none, as for a static binary
   */
  readonly hostScripts?: string[];

  /**
   * Environment variables of these scripts.
   *
   * @default - none
   */
  readonly hostVariables?: { [name: string]: string };

  /**
   * Environment variables that the runtime needs, such as `NODE_ENV`. Variables of the application with the same name take precedence.
   *
   * @default - none
   */
  readonly environmentVariables?: { [name: string]: string };

  /**
   * Whether every build makes machine code, for one architecture. Environments of different architectures are then refused, unless
   * `buildOptions.buildImage` is set.
   *
   * @default false - synthesis only warns
   */
  readonly compiled?: boolean;

  /**
   * Base image of a container of the application.
   *
   * @default - a container needs its own `Dockerfile`
   */
  readonly containerImage?: string;

  /**
   * Runtime of a Lambda function, such as `python3.13` or `provided.al2023`.
   *
   * @default 'provided.al2023' - for programs that run on Amazon Linux 2023
   */
  readonly lambdaRuntime?: string;
}

/**
 * What an application runs on: a language and its version, or only the operating system.
 *
 * @exampleMetadata fixture=pipeline
 * @example
 * Application.custom({ runtime: Runtime.python('3.12'), port: 8000 });
 */
export class Runtime {
  /**
   * Node.js, from the packages of Amazon Linux 2023.
   *
   * @param majorVersion 18 to 99, one that Amazon Linux 2023 has as a package; each new instance gets its newest release
   */
  static nodeJs(majorVersion: number = NODE_JS_DEFAULT): Runtime {
    requireIntegerWithin('application.nodeMajorVersion', majorVersion, 18, 99, `leave it out for ${NODE_JS_DEFAULT}`);
    return new Runtime({
      name: 'Node.js',
      version: String(majorVersion),
      endOfSupport: NODE_JS_END_OF_SUPPORT[majorVersion],
      hostScripts: [provisioningScript('nodejs')],
      hostVariables: { GOSTYLE_NODE_VERSION: String(majorVersion) },
      environmentVariables: { NODE_ENV: 'production' },
      containerImage: `public.ecr.aws/docker/library/node:${majorVersion}-slim`,
      lambdaRuntime: `nodejs${majorVersion}.x`,
    });
  }

  /**
   * Python, from the packages of Amazon Linux 2023, at `/usr/local/bin/python`. The application's server, such as gunicorn or uvicorn, is
   * part of the revision.
   *
   * @param version such as `3.13`, one that Amazon Linux 2023 has as a package; each new instance gets its newest release
   */
  static python(version: string = PYTHON_DEFAULT): Runtime {
    const known = Object.keys(PYTHON_END_OF_SUPPORT).sort(byMinorVersion);
    if (!Token.isUnresolved(version) && !known.includes(version)) {
      throw misuse('application.pythonVersion', `must be one that Amazon Linux 2023 has: ${known.join(', ')}`, version,
        `leave it out for ${PYTHON_DEFAULT}`);
    }
    return new Runtime({
      name: 'Python',
      version,
      endOfSupport: PYTHON_END_OF_SUPPORT[version],
      hostScripts: [provisioningScript('python')],
      hostVariables: { GOSTYLE_PYTHON_VERSION: version },
      // Otherwise output that is still in a buffer is lost when the process is killed.
      environmentVariables: { PYTHONUNBUFFERED: '1' },
      containerImage: `public.ecr.aws/docker/library/python:${version}-slim`,
      lambdaRuntime: `python${version}`,
    });
  }

  /**
   * Go: the application is a static binary, which needs only the operating system. The build chooses version and toolchain.
   *
   * @param version the release of Go that the build uses, such as `1.26`; used only to warn about the end of its support
   */
  static golang(version?: string): Runtime {
    if (version !== undefined) {
      requirePattern('application.goVersion', version, /^1\.\d+$/, 'must be a release of Go without its patch', 'write `1.26`, for example');
    }
    return new Runtime({
      name: 'Go',
      version,
      endOfSupport: version === undefined ? undefined : GO_END_OF_SUPPORT[version],
      compiled: true,
      containerImage: 'public.ecr.aws/amazonlinux/amazonlinux:2023-minimal',
    });
  }

  /** No runtime: the application is a program that needs only the operating system, such as a static binary. */
  static none(): Runtime {
    return new Runtime({ name: 'none' });
  }

  /**
   * Any other runtime.
   *
   * @param options what an application needs on each kind of compute
   */
  static custom(options: RuntimeOptions): Runtime {
    for (const script of options.hostScripts ?? []) {
      if (isAbsolute(script) && existsSync(script)) continue;
      throw misuse('runtime.hostScripts', 'must be absolute paths of scripts that exist', script,
        'write `join(__dirname, \'install.sh\')`, for example');
    }
    if (options.endOfSupport !== undefined) {
      requirePattern('runtime.endOfSupport', options.endOfSupport, /^\d{4}-\d{2}-\d{2}$/, 'must be a day', 'write `2028-04-30`, for example');
    }
    return new Runtime(options);
  }

  /** Name. */
  readonly name: string;

  /** Version. */
  readonly version?: string;

  /** Date on which its support ends. */
  readonly endOfSupport?: string;

  /** Absolute paths of bash scripts that set up a host. */
  readonly hostScripts: string[];

  /** Environment variables of these scripts. */
  readonly hostVariables: { [name: string]: string };

  /** Environment variables that the runtime needs. */
  readonly environmentVariables: { [name: string]: string };

  /** Whether every build makes machine code, for one architecture. */
  readonly compiled: boolean;

  /** Base image of a container of the application. */
  readonly containerImage?: string;

  /** Runtime of a Lambda function. */
  readonly lambdaRuntime: string;

  private constructor(options: RuntimeOptions) {
    this.name = options.name;
    this.version = options.version;
    this.endOfSupport = options.endOfSupport;
    this.hostScripts = options.hostScripts ?? [];
    this.hostVariables = options.hostVariables ?? {};
    this.environmentVariables = options.environmentVariables ?? {};
    this.compiled = options.compiled ?? false;
    this.containerImage = options.containerImage;
    this.lambdaRuntime = options.lambdaRuntime ?? 'provided.al2023';
  }
}

guardFactories('Runtime', Runtime);

function byMinorVersion(left: string, right: string): number {
  return Number(left.split('.')[1]) - Number(right.split('.')[1]);
}
