import { CODE_DEPLOY_AGENT } from './code-deploy-agent';
import { InstanceUserData } from './instance-user-data';
import type { ApplicationConfig } from '../application/application-config';
import { readScript } from '../core/script';

/** Where systemd's `EnvironmentFile` finds the application's environment. */
export const ENVIRONMENT_FILE = '/etc/gostyle/environment';

/** Where the logs of an instance go. */
export interface LogDestination {
  /** The systemd unit of the application. */
  readonly unit: string;
  /** Start of the names of the log groups. */
  readonly groupPrefix: string;
}

export interface InstanceSetupProps {
  readonly application: ApplicationConfig;
  /** What the environment file holds besides `PORT`, `HOST` and `HEALTH_CHECK_PATH`. */
  readonly variables: Record<string, string>;
  readonly logs?: LogDestination;
  /** Whether the CodeDeploy agent reaches CodeDeploy through a VPC endpoint. */
  readonly codeDeployEndpoint?: boolean;
  /** Release of the CodeDeploy agent. */
  readonly codeDeployAgent?: string;
  /** The user's own, after Node.js and the placeholder and before the agent. */
  readonly setupCommands?: readonly string[];
}

/** What an instance does at its first boot. */
export class InstanceSetup {
  constructor(private readonly props: InstanceSetupProps) {}

  /** The steps, each a script of `provisioning/` taken whole, with what they need to know as environment variables on top. */
  userData(): InstanceUserData {
    const userData = new InstanceUserData([
      '#!/bin/bash',
      'set -euo pipefail',
      ...Object.entries(this.variables()).map(([name, value]) => `export ${name}=${quoted(value)}`),
      ...this.firstSteps().map(readScript),
    ], this.lastSteps().map(readScript));
    userData.addCommands(...this.props.setupCommands ?? []);
    const [problem] = userData.problems();
    if (problem !== undefined) throw new Error(problem);
    return userData;
  }

  private firstSteps(): string[] {
    return ['environment-file', 'nodejs', 'placeholder', ...this.props.logs ? ['cloudwatch-agent'] : []];
  }

  /** CodeDeploy sends the first revision as soon as the agent answers; with an endpoint it reaches nobody until it knows of it. */
  private lastSteps(): string[] {
    return ['codedeploy-agent', ...this.props.codeDeployEndpoint ? ['codedeploy-endpoint'] : []];
  }

  private variables(): Record<string, string> {
    const { application: { port, healthCheckPath, nodeMajorVersion }, variables, logs } = this.props;
    const environment = { PORT: String(port), HOST: '0.0.0.0', ...variables };
    return {
      GOSTYLE_ENVIRONMENT_FILE: ENVIRONMENT_FILE,
      GOSTYLE_ENVIRONMENT: Object.entries(environment).map(([name, value]) => `${name}=${value}`).join('\n'),
      GOSTYLE_HEALTH_CHECK_PATH: healthCheckPath,
      GOSTYLE_NODE_VERSION: String(nodeMajorVersion),
      GOSTYLE_PORT: String(port),
      GOSTYLE_CODEDEPLOY_AGENT: this.props.codeDeployAgent ?? CODE_DEPLOY_AGENT,
      ...logs && { GOSTYLE_LOG_UNIT: logs.unit, GOSTYLE_LOG_GROUPS: logs.groupPrefix },
    };
  }
}

/** For bash: nothing inside single quotes is special but the single quote. */
function quoted(value: string): string {
  return `'${value.replaceAll("'", String.raw`'\''`)}'`;
}
