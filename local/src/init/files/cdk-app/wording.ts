import type { Project } from '../../project';
import { pascalCase } from '../../repository/names';
import { STANDARD_PYTHON } from '../../repository/python-version';
import { containerCommand } from '../start-in-revision';

/** The content of the CDK app, independent of its language. */
export interface Wording {
  /** Id of the stack and of the pipeline. */
  readonly id: string;
  readonly application: {
    readonly factory: 'nestJs' | 'nodeJs' | 'golang' | 'python' | 'custom';
    readonly directory?: string;
    readonly port: number;
    readonly healthCheckPath: string;
    /** Set unless it is the default. */
    readonly pythonVersion?: string;
  };
  /** Set unless it is EC2. */
  readonly compute?: { readonly factory: 'fargate'; readonly command: readonly string[] } | { readonly factory: 'lambda' };
  /** Set unless it is `main`. */
  readonly branch?: string;
  readonly region?: string;
  readonly domain?: { readonly name: string; readonly zone: string };
}

const FACTORIES = { nestjs: 'nestJs', nodejs: 'nodeJs', go: 'golang', python: 'python', custom: 'custom' } as const;

export function wordingOf(project: Project): Wording {
  const { application, branch, region, domain, compute } = project;
  const { kind, directory, port, healthCheckPath, build: { runtimes: { python } } } = application;
  const hasVersion = kind === 'python' && python !== STANDARD_PYTHON;
  return {
    id: pascalCase(application.name),
    application: {
      factory: FACTORIES[kind], ...directory !== '.' && { directory }, port, healthCheckPath, ...hasVersion && { pythonVersion: String(python) },
    },
    ...compute === 'fargate' && { compute: { factory: compute, command: containerCommand(project) } },
    ...compute === 'lambda' && { compute: { factory: compute } },
    ...branch !== 'main' && { branch },
    ...region !== undefined && { region },
    ...domain !== undefined && { domain: { name: domain, zone: zoneOf(domain) } },
  };
}

/** Also used if the connection is a placeholder. */
export const CONNECTION = 'Created once in the console and authorized on GitHub: Developer Tools > Settings > Connections.';
export const ZONE = 'The id of your hosted zone: Route 53 > Hosted zones.';
/** Has the right format, but does not exist. */
export const ZONE_ID = 'Z0123456789ABCDEFGHIJ';

/** Below a country's domain, as in `example.co.uk`. */
const SHARED = /^(?:ac|co|com|edu|gov|go|gob|ne|net|or|org)$/;

/** `www.example.com` is in `example.com`; its owner may have another zone. */
export function zoneOf(domain: string): string {
  const labels = domain.split('.');
  const isShared = labels.at(-1)!.length === 2 && SHARED.test(labels.at(-2) ?? '');
  return labels.slice(isShared ? -3 : -2).join('.');
}
