import type { Question, Questions } from './questions';
import type { Repository } from '../../checks/source/repository';
import {
  COMPUTES, LANGUAGES, PLACEHOLDER_CONNECTION, givenStart, isReservedName, NAME, renamed, startProblem, type ComputeKind, type FoundApplication,
  type Language, type PresentApp, type Project, type Remote,
} from '../../init';
import { wholeNumber } from '../options';

export interface ProjectFlags {
  readonly name?: string;
  readonly start?: string;
  readonly port?: string;
  readonly healthPath?: string;
  readonly compute?: string;
  readonly language?: string;
  readonly owner?: string;
  readonly repository?: string;
  readonly connection?: string;
  readonly region?: string;
  readonly domain?: string;
  readonly library: string;
  readonly sharesPackages: boolean;
  /** The CDK app that the repository has already. */
  readonly present?: PresentApp;
}

const OWNER = 'your-github-name';
const GITHUB_NAME = { valid: /^[\w.-]{1,100}$/, rule: 'a GitHub user or organization name' };
const PORT: Omit<Question, 'standard'> = { option: 'port', text: 'Port of the application', valid: /^\d+$/, rule: 'a number' };
const HEALTH_PATH: Omit<Question, 'standard'> = {
  option: 'health-path', text: 'Health check path', valid: /^\/[\w./~%-]*$/, rule: 'a path that starts with /',
};
const ASKS_NAME: Omit<Question, 'standard'> = {
  option: 'name',
  text: 'Name',
  valid: NAME,
  rule: '2 to 32 lowercase letters, digits and hyphens, starting with a letter',
  problem: (name) => isReservedName(name) ? `must not be the name of a unit that hosts have already, got: ${name}` : undefined,
};
const START: Question = { option: 'start', text: 'Start command', standard: '', problem: startProblem };
const CONNECTION: Question = {
  option: 'connection',
  text: 'ARN of the connection to GitHub, if you have one',
  standard: '',
  valid: /^arn:aws[\w-]*:(codeconnections|codestar-connections):[\w-]+:\d{12}:connection\/[\w-]+$/,
  rule: 'an ARN of CodeConnections, such as arn:aws:codeconnections:eu-central-1:111122223333:connection/2b6e1f3c-...',
};
const REGION: Question = {
  option: 'region',
  text: 'Region, if different from that of the deploying credentials',
  standard: '',
  valid: /^[a-z]{2}(-[a-z]+)+-\d$/,
  rule: 'a region code, such as eu-central-1',
};
const DOMAIN: Question = {
  option: 'domain',
  text: 'Domain name of production, if you have one',
  standard: '',
  valid: /^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]$/,
  rule: 'a lowercase domain name, such as www.example.com',
};

/** Asks for what is not known yet; pressing Enter accepts what was detected in the repository. */
export async function askProject(
  questions: Questions, repository: Repository, found: FoundApplication, remote: Remote, flags: ProjectFlags,
): Promise<Project> {
  const name = await questions.answer({ ...ASKS_NAME, standard: flags.present?.name ?? found.name }, flags.name);
  const port = await questions.answer({ ...PORT, standard: String(found.port) }, flags.port);
  const healthCheckPath = await questions.answer({ ...HEALTH_PATH, standard: found.healthCheckPath }, flags.healthPath);
  const answer = flags.start === undefined && found.start !== undefined ? '' : await questions.answer(START, flags.start);
  const { start, problems, notes } = answer === '' ? found : givenStart(answer, found, repository);
  const usual = flags.present?.computes[0] ?? 'ec2';
  const compute = await questions.answer({ option: 'compute', text: 'Compute', standard: usual, choices: COMPUTES }, flags.compute);
  const language = flags.sharesPackages ? 'typescript' : await questions.answer(
    { option: 'language', text: 'Language of the CDK app', standard: flags.present?.language ?? 'typescript', choices: LANGUAGES }, flags.language,
  );
  const owner = await questions.answer({ option: 'owner', text: 'Owner on GitHub', standard: remote.owner ?? OWNER, ...GITHUB_NAME }, flags.owner);
  const gitHubRepository = await questions.answer(
    { option: 'repository', text: 'Repository on GitHub', standard: remote.repository ?? name, ...GITHUB_NAME }, flags.repository,
  );
  const connection = await questions.answer(CONNECTION, flags.connection);
  const region = await questions.answer(REGION, flags.region);
  const domain = await questions.answer(DOMAIN, flags.domain);
  return {
    application: renamed({
      ...found,
      port: wholeNumber('--port', port, 1024, 65_535),
      healthCheckPath,
      ...start !== undefined && { start },
      problems,
      notes: notes.filter((each) => (flags.healthPath === undefined || !each.includes('--health-path'))
        // Functions have no connections that the load balancer keeps.
        && (compute !== 'lambda' || !each.includes('keepAliveTimeout'))),
    }, name),
    compute: compute as ComputeKind,
    language: language as Language,
    owner,
    repository: gitHubRepository,
    branch: remote.branch ?? 'main',
    connectionArn: connection || PLACEHOLDER_CONNECTION,
    ...region !== '' && { region },
    ...domain !== '' && { domain },
    library: flags.library,
    sharesPackages: flags.sharesPackages,
  };
}
