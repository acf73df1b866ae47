import { serverStartedBy, type KnownServer } from './known-servers';
import { literalOf, shellCommands, withoutComment, type ShellWord } from './quoting/shell-line';
import { OWN_PORT } from './repository/listening';

/** A start command that tells its server the address, as far as that is clear. */
export interface AddressedStart {
  readonly command: string;
  /** Whether it starts a server that is known. */
  readonly isKnown: boolean;
  /** What was added to the command. */
  readonly added?: string;
  /** What the server would do without that. */
  readonly because?: string;
  readonly problems: readonly string[];
}

const LOOPBACK = /^(?:localhost|127(?:\.\d+){3}|\[?::1\]?)$/;

/** Adds the host and the port that a server would not take from the environment, and reports those that a command fixes. */
export function addressed(line: string): AddressedStart {
  const command = withoutComment(line);
  const commands = shellCommands(command);
  const index = commands.findIndex(({ words }) => serverStartedBy(words) !== undefined);
  const server = index < 0 ? undefined : serverStartedBy(commands[index]!.words);
  if (!server) return { command, isKnown: false, problems: [] };
  const { rest, assignments, variables } = server;
  const given = {
    host: valueOf(rest, server.host, '${HOST}') ?? assigned(assignments, variables?.host, '${HOST}'),
    port: valueOf(rest, server.port, '${PORT}') ?? assigned(assignments, variables?.port, '${PORT}'),
    address: server.isArgument ? argumentOf(rest, server) : valueOf(rest, server.bind, '${HOST}:${PORT}'),
  };
  const problems = [...hostProblem(command, server, given), ...portProblem(command, given)];
  const missing = server.standard === undefined || valueOf(rest, server.instead) !== undefined ? [] : missingOptions(server, given);
  if (missing.length === 0) return { command, isKnown: true, problems };
  const added = missing.join(' ');
  const because = `\`${nameOf(server)}\` listens on ${server.standard} unless it is told otherwise`;
  // Options in the middle of a line, or after `--`, would be for something else.
  const isLast = index === commands.length - 1 && commands[index]!.operator === undefined && !rest.some((word) => literalOf(word) === '--');
  if (isLast) return { command: `${command} ${added}`, isKnown: true, added, because, problems };
  return { command, isKnown: true, problems: [...problems, notAdded({ added, because }, 'the start command')] };
}

/** What to do where nothing can be added. */
export function notAdded({ added, because }: Pick<AddressedStart, 'added' | 'because'>, place: string): string {
  return `${because}: add \`${added}\` to it in ${place}: ${REQUESTS}`;
}

const REQUESTS = 'requests come from the load balancer, whose health checks would all fail';

interface Given {
  readonly host?: Value;
  readonly port?: Value;
  /** Of both. */
  readonly address?: Value;
}

interface Value {
  readonly text: string;
  /** What should be there. */
  readonly right: string;
}

function missingOptions({ host, port, bind, isArgument }: KnownServer, given: Given): string[] {
  if (isArgument) return given.address ? [] : ['${HOST}:${PORT}'];
  if (bind && !given.host && !given.port) return given.address ? [] : [bind[0]!, '${HOST}:${PORT}'];
  // Its standard host is each address.
  if (bind) return port && !given.port ? [port[0]!, '${PORT}'] : [];
  return [...host && !given.host ? [host[0]!, '${HOST}'] : [], ...port && !given.port ? [port[0]!, '${PORT}'] : []];
}

function hostProblem(command: string, server: KnownServer, { host: given, address }: Given): string[] {
  const value = given ?? address;
  const host = given ? given.text : address?.text.replace(/^\w+:\/\//, '').replace(/(?:^|:)(?:\d{2,5}|\$\{?\w+\}?)$/, '');
  // A port alone is that of each address, except for Django.
  if (!value || host === undefined || !(LOOPBACK.test(host) || (server.isArgument && host === ''))) return [];
  return [`the start command \`${command}\` listens on the loopback address only. Write \`${value.right}\`: ${REQUESTS}`];
}

function portProblem(command: string, { port: given, address }: Given): string[] {
  const value = given ?? address;
  const port = /(?:^|:)(\d{2,5})$/.exec(value?.text ?? '')?.[1];
  if (!value || port === undefined) return [];
  return [`the start command \`${command}\` listens on ${port}, whatever PORT says. Write \`${value.right}\`: ${OWN_PORT}`];
}

/** `--port 80`, `--port=80`, `-p80`; variables stay as they are written. */
function valueOf(words: readonly ShellWord[], options: readonly string[] = [], right = ''): Value | undefined {
  for (const [index, word] of words.entries()) {
    const option = options.find((each) => word.source === each || word.source.startsWith(each.length === 2 ? each : `${each}=`));
    if (option === undefined) continue;
    const text = word.source === option ? plain(words[index + 1]) : plain(word).slice(option.length).replace(/^=/, '');
    return { text, right: `${option} ${right}` };
  }
  return undefined;
}

/** `FLASK_RUN_PORT=$PORT` before the command. */
function assigned(assignments: readonly ShellWord[], name: string | undefined, right: string): Value | undefined {
  const word = assignments.filter(({ source }) => source.startsWith(`${name}=`)).at(-1);
  return word && { text: plain(word).slice(`${name}=`.length), right: `${name}=${right}` };
}

function plain(word: ShellWord | undefined): string {
  return word?.source.replaceAll(/["']/g, '') ?? '';
}

/** The first word after the subcommand that is no option. */
function argumentOf(words: readonly ShellWord[], { subcommand }: KnownServer): Value | undefined {
  const after = words.slice(words.findIndex((word) => literalOf(word) === subcommand) + 1);
  const argument = after.find(({ source }) => /^(?:[\d.[\]:]+|[\w.-]+:\d+|[^-].*\$.*|\$.*)$/.test(source));
  return argument && { text: plain(argument), right: '${HOST}:${PORT}' };
}

function nameOf({ program, subcommand }: KnownServer): string {
  return [program, ...subcommand === undefined ? [] : [subcommand]].join(' ');
}
