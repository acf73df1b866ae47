import { Aws, Token } from 'aws-cdk-lib';
import { CODE_DEPLOY_AGENT } from './code-deploy-agent';
import type { HostSecret } from './host-secret';
import { InstanceUserData } from './instance-user-data';
import { provisionedParts } from './provisioned-parts';
import type { IProvisioning } from './provisioning-config';
import type { ApplicationConfig } from '../application/application-config';
import { quoted } from '../core/quoted';
import { provisioningScript, readScript } from '../core/script';

/** Environment of the application, for systemd's `EnvironmentFile`. */
export const ENVIRONMENT_FILE = '/etc/gostyle/environment';

/** Which logs to send, and where. */
interface LogDestination {
  /** The systemd unit of the application. */
  readonly unit: string;
  /** Prefix of the log groups' names. */
  readonly groupPrefix: string;
}

export interface InstanceSetupProps {
  readonly application: ApplicationConfig;
  /** Environment variables besides `PORT`, `HOST` and `HEALTH_CHECK_PATH`. */
  readonly variables: Record<string, string>;
  /** Secrets that the application's unit may read when it starts. */
  readonly secrets?: readonly HostSecret[];
  readonly logs?: LogDestination;
  /** Whether the CodeDeploy agent reaches CodeDeploy through a VPC endpoint. */
  readonly codeDeployEndpoint?: boolean;
  /** Release of the CodeDeploy agent. */
  readonly codeDeployAgent?: string;
  /** The user's provisioning, after Node.js and the placeholder and before the agent. */
  readonly provisioning?: readonly IProvisioning[];
  /** The same as a script stored elsewhere, in place of `provisioning`. */
  readonly partsScript?: PartsScriptSource;
  /** Whether the machine image has the packages and the agent already. */
  readonly baked?: boolean;
}

/** Where a host finds the script with the user's provisioning. */
interface PartsScriptSource {
  readonly name: string;
  /** URL in Amazon S3; without it, the machine image has run the script already. */
  readonly url?: string;
}

/** What an instance does at its first boot. */
export class InstanceSetup {
  constructor(private readonly props: InstanceSetupProps) {}

  /** The steps: whole scripts, preceded by the variables that they need. */
  userData(): InstanceUserData {
    const userData = new InstanceUserData([
      '#!/bin/bash',
      'set -euo pipefail',
      ...Object.entries(this.variables()).map(([name, value]) => assignment(name, value)),
      ...this.firstSteps().map(readScript),
    ], this.lastSteps().map(readScript));
    const { partsScript, provisioning = [] } = this.props;
    userData.addCommands(...partsScript ? [readScript(provisioningScript('parts-script'))] : provisionedParts(provisioning));
    return userData;
  }

  private firstSteps(): string[] {
    return [
      provisioningScript('environment-file'),
      ...this.props.baked ? [provisioningScript('baked-packages')] : [],
      ...this.secrets.length > 0 ? [provisioningScript('secrets')] : [],
      ...this.props.application.runtime.hostScripts,
      // Uses the first interpreter that is available.
      ...['placeholder-node', 'placeholder-python', 'placeholder', ...this.props.logs ? ['cloudwatch-agent'] : []].map(provisioningScript),
    ];
  }

  /** Last, because the first revision arrives as soon as the agent connects; with an endpoint it cannot connect before the setting is there. */
  private lastSteps(): string[] {
    const { baked, codeDeployEndpoint } = this.props;
    return [baked ? 'codedeploy-agent-baked' : 'codedeploy-agent', ...codeDeployEndpoint ? ['codedeploy-endpoint'] : []].map(provisioningScript);
  }

  private get secrets(): readonly HostSecret[] {
    return this.props.secrets ?? [];
  }

  private variables(): Record<string, string> {
    const { application: { port, healthCheckPath, runtime }, variables, logs, partsScript } = this.props;
    const environment = { PORT: String(port), HOST: '0.0.0.0', ...variables };
    return {
      GOSTYLE_ENVIRONMENT_FILE: ENVIRONMENT_FILE,
      GOSTYLE_ENVIRONMENT: Object.entries(environment).map(([name, value]) => `${name}=${value}`).join('\n'),
      GOSTYLE_HEALTH_CHECK_PATH: healthCheckPath,
      ...this.secrets.length > 0 && { GOSTYLE_SECRETS: this.secrets.map(lineOf).join('\n') },
      ...partsScript && { GOSTYLE_PARTS_SCRIPT: partsScript.name, GOSTYLE_PARTS_URL: partsScript.url ?? '' },
      ...(this.secrets.length > 0 || partsScript) && { GOSTYLE_REGION: Aws.REGION },
      ...runtime.hostVariables,
      GOSTYLE_PORT: String(port),
      GOSTYLE_CODEDEPLOY_AGENT: this.props.codeDeployAgent ?? CODE_DEPLOY_AGENT,
      ...logs && { GOSTYLE_LOG_UNIT: logs.unit, GOSTYLE_LOG_GROUPS: logs.groupPrefix },
    };
  }
}

function lineOf({ name, store, id, field = '' }: HostSecret): string {
  return `${name} ${store} ${id} ${field}`.trimEnd();
}

/** Quotes for bash. A token's value may contain a single quote; in a quoted here-document nothing is special. */
function assignment(name: string, value: string): string {
  if (!Token.isUnresolved(value)) return `export ${name}=${quoted(value)}`;
  const end = `END_OF_${name}`;
  return `${name}="$(cat <<'${end}'\n${value}\n${end}\n)"\nexport ${name}`;
}
