import { Aws, Token } from 'aws-cdk-lib';
import { CODE_DEPLOY_AGENT } from './code-deploy-agent';
import type { HostSecret } from './host-secret';
import { InstanceUserData } from './instance-user-data';
import { provisionedParts } from './provisioned-parts';
import type { IProvisioning } from './provisioning-config';
import type { ApplicationConfig } from '../application/application-config';
import { quoted } from '../core/quoted';
import { provisioningScript, readScript } from '../core/script';

/** Where systemd's `EnvironmentFile` finds the application's environment. */
export const ENVIRONMENT_FILE = '/etc/gostyle/environment';

/** Where the logs of an instance go. */
interface LogDestination {
  /** The systemd unit of the application. */
  readonly unit: string;
  /** Start of the names of the log groups. */
  readonly groupPrefix: string;
}

export interface InstanceSetupProps {
  readonly application: ApplicationConfig;
  /** What the environment file holds besides `PORT`, `HOST` and `HEALTH_CHECK_PATH`. */
  readonly variables: Record<string, string>;
  /** What a unit of the application may read when it starts. */
  readonly secrets?: readonly HostSecret[];
  readonly logs?: LogDestination;
  /** Whether the CodeDeploy agent reaches CodeDeploy through a VPC endpoint. */
  readonly codeDeployEndpoint?: boolean;
  /** Release of the CodeDeploy agent. */
  readonly codeDeployAgent?: string;
  /** The user's own parts, after Node.js and the placeholder and before the agent. */
  readonly provisioning?: readonly IProvisioning[];
  /** Those parts as a script that is elsewhere, in place of `provisioning`. */
  readonly partsScript?: PartsScriptSource;
  /** Whether the machine image has packages and the agent already. */
  readonly baked?: boolean;
}

/** Where a host finds a script with its parts. */
interface PartsScriptSource {
  readonly name: string;
  /** In Amazon S3; without it the machine image has run it. */
  readonly url?: string;
}

/** What an instance does at its first boot. */
export class InstanceSetup {
  constructor(private readonly props: InstanceSetupProps) {}

  /** The steps, each a script taken whole, with what they need to know as environment variables on top. */
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
      // Of the first interpreter that is there.
      ...['placeholder-node', 'placeholder-python', 'placeholder', ...this.props.logs ? ['cloudwatch-agent'] : []].map(provisioningScript),
    ];
  }

  /** CodeDeploy sends the first revision as soon as the agent answers; with an endpoint it reaches nobody until it knows of it. */
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

/** For bash. A value that is known only at deployment may hold a single quote: nothing at all is special in this kind of document. */
function assignment(name: string, value: string): string {
  if (!Token.isUnresolved(value)) return `export ${name}=${quoted(value)}`;
  const end = `END_OF_${name}`;
  return `${name}="$(cat <<'${end}'\n${value}\n${end}\n)"\nexport ${name}`;
}
