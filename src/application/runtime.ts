import { existsSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { Token } from 'aws-cdk-lib';
import {
  GO_END_OF_SUPPORT, NODE_JS_DEFAULT, NODE_JS_END_OF_SUPPORT, PYTHON_DEFAULT, PYTHON_END_OF_SUPPORT,
} from './runtime-versions';
import { misuse, requireIntegerWithin, requirePattern } from '../core/misuse';
import { provisioningScript } from '../core/script';

/** What an application needs around it, for each kind of compute. */
export interface RuntimeOptions {
  /** Its common name, such as `Go`. */
  readonly name: string;

  /**
   * Which version of it.
   *
   * @default - none is named
   */
  readonly version?: string;

  /**
   * Day on which its support ends, as `2028-04-30`. From then on synthesis warns.
   *
   * @default - not known
   */
  readonly endOfSupport?: string;

  /**
   * Absolute paths of bash scripts that set up a host, each run once as root before the CodeDeploy agent. Without comments they are part of
   * user data, which has 16 KB. A change replaces every instance, one after another.
   *
   * @default - nothing is set up: a static binary
   */
  readonly hostScripts?: string[];

  /**
   * What these scripts find in their environment.
   *
   * @default - nothing
   */
  readonly hostVariables?: { [name: string]: string };

  /**
   * Variables of the application that the runtime itself asks for, such as `NODE_ENV`. Those of the application win.
   *
   * @default - none
   */
  readonly environmentVariables?: { [name: string]: string };

  /**
   * Image that a container of the application is built on.
   *
   * @default - a container needs its own `Dockerfile`
   */
  readonly containerImage?: string;

  /**
   * Runtime of a Lambda function, such as `python3.13` or `provided.al2023`.
   *
   * @default 'provided.al2023' - the application is a program that Amazon Linux 2023 runs
   */
  readonly lambdaRuntime?: string;
}

/**
 * What an application runs in: a language and its version, or nothing but the operating system.
 *
 * @example
 * Application.custom({ runtime: Runtime.python('3.12'), port: 8000 });
 *
 * @exampleMetadata fixture=pipeline
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
   * Python, from the packages of Amazon Linux 2023, at `/usr/local/bin/python`. The server of the application, such as gunicorn or uvicorn, is
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
      // Output that waits in a buffer is not in the log when the process is killed.
      environmentVariables: { PYTHONUNBUFFERED: '1' },
      containerImage: `public.ecr.aws/docker/library/python:${version}-slim`,
      lambdaRuntime: `python${version}`,
    });
  }

  /**
   * Go: the application is a static binary, which needs nothing but the operating system. Version and toolchain are the build's.
   *
   * @param version of Go that the build uses, such as `1.26`; only for the warning about the end of its support
   */
  static golang(version?: string): Runtime {
    if (version !== undefined) {
      requirePattern('application.goVersion', version, /^1\.\d+$/, 'must be a release of Go without its patch', 'write `1.26`, for example');
    }
    return new Runtime({
      name: 'Go',
      version,
      endOfSupport: version === undefined ? undefined : GO_END_OF_SUPPORT[version],
      containerImage: 'public.ecr.aws/amazonlinux/amazonlinux:2023-minimal',
    });
  }

  /** Nothing: the application is a program that needs nothing but the operating system, such as a static binary. */
  static none(): Runtime {
    return new Runtime({ name: 'none' });
  }

  /**
   * Any other.
   *
   * @param options what an application needs around it
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

  /** Its common name. */
  readonly name: string;

  /** Which version of it. */
  readonly version?: string;

  /** Day on which its support ends. */
  readonly endOfSupport?: string;

  /** Absolute paths of bash scripts that set up a host. */
  readonly hostScripts: string[];

  /** What these scripts find in their environment. */
  readonly hostVariables: { [name: string]: string };

  /** Variables of the application that the runtime itself asks for. */
  readonly environmentVariables: { [name: string]: string };

  /** Image that a container of the application is built on. */
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
    this.containerImage = options.containerImage;
    this.lambdaRuntime = options.lambdaRuntime ?? 'provided.al2023';
  }
}

function byMinorVersion(left: string, right: string): number {
  return Number(left.split('.')[1]) - Number(right.split('.')[1]);
}
