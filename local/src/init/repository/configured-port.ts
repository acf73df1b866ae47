import { OWN_PORT, type Listening } from './listening';
import { below } from './names';
import type { SourceLine } from './source-files';
import type { Repository } from '../../checks/source/repository';

/** Files of node-config, Viper and the like, in the order in which an application in production reads them. */
const FILES = [
  ...['production', 'default', 'config', 'application', 'app', 'settings'].flatMap((name) => (
    ['config', 'configs', 'src/config'].map((folder) => `${folder}/${name}`))),
  'config', 'settings', 'src/config', 'application',
].flatMap((name) => ['json', 'json5', 'yml', 'yaml', 'toml'].map((extension) => `${name}.${extension}`));
/** Maps variables to settings, for node-config. */
const MAPPINGS = ['json', 'json5', 'yml', 'yaml'].map((extension) => `config/custom-environment-variables.${extension}`);
/** Whatever gives settings the values of variables: by which names is not shown. */
const FROM_ENVIRONMENT = new RegExp([
  'AutomaticEnv', 'BindEnv', 'envconfig', 'cleanenv', 'caarlos0/env', '\\benv\\.(?:New|Parse|Provider|Load)\\b', '\\bconvict\\b', '\\.env\\(',
  '\\benvalid\\b', 'env-var', '@fastify/env', 'fastify-env', 'env-schema', '\\bEnv\\.schema\\b', '\\brc\\(', 'env:"',
].join('|'));
/** The port of a configuration object: `config.get('server.port')`, `cfg.Server.Port`, `viper.GetInt("port")`. */
const FROM_CONFIGURATION = new RegExp(String.raw`\b(?:config|configuration|conf|cfg|settings|options|viper|nconf)\w*`
  + String.raw`(?:\.\w+)*(?:["']\))?(?:\.\w*[pP]ort\b|\.?[gG]et\w*\(\s*["'\x60](?:\w+[.:])*\w*port["'\x60])`
  + String.raw`|\{[^{}]*\bport\b[^{}]*\}\s*=\s*(?:require\(\s*["'][^"']*)?(?:config|settings)\b`, 'i');
const OF_SERVER = /^(?:server|app|application|http|web|listen|api|express|service)$/i;
const SETTING = /^(\s*)["']?([\w.-]+)["']?\s*[:=]\s*["']?(\d{2,5})["']?\s*,?\s*(?:(?:#|\/\/).*)?$/;
const OBJECT = /^(\s*)(?:\[([\w.-]+)\]|["']?([\w.-]+)["']?\s*[:=]\s*\{?)\s*(?:(?:#|\/\/).*)?$/;
const PORT = /^(?:(?:server|app|http|web|listen)[._-]?)?port$/i;
/** The loaders of `.env` that replace what the environment has. */
const OVERRIDES = /\boverride:\s*true\b|\bgodotenv\.Overload\(|\bload_dotenv\([^)]*override\s*=\s*True/;

/** What a configuration file says of the port, if the source takes it from there and not from `PORT`. */
export function withConfiguration(repository: Repository, directory: string, lines: readonly SourceLine[], found: Listening): Listening {
  const replaced = lines.some(({ text }) => OVERRIDES.test(text)) ? settingIn(repository, below(directory, '.env')) : undefined;
  if (replaced && !repository.isIgnored(replaced.path)) return { port: portOf(replaced), ignores: replaced };
  if (!found.isAssumed) return found;
  const isMapped = MAPPINGS.some((path) => /\bPORT\b/.test(repository.read(below(directory, path)) ?? ''));
  // Perhaps as PORT.
  if (isMapped || lines.some(({ text }) => FROM_ENVIRONMENT.test(text))) return { port: found.port };
  if (!lines.some(({ text }) => FROM_CONFIGURATION.test(text))) return found;
  const setting = FILES.map((path) => settingIn(repository, below(directory, path))).find((line) => line !== undefined);
  return setting ? { port: portOf(setting), ignores: setting } : found;
}

/** How an application reads the port, by where it stands now. */
export function readingOf({ ignores }: Listening, standard: string): string {
  if (ignores?.path.endsWith('.env')) return 'the environment: remove the line, or do not let the file override variables';
  return /\.(json5?|ya?ml|toml)$/.test(ignores?.path ?? '') ? `${standard} before it reads the file` : standard;
}

/** Undefined unless it is an application of Spring Boot, which listens on 8080 if nothing says otherwise. */
export function springPort(repository: Repository, directory: string): SpringListening | undefined {
  const build = ['pom.xml', 'build.gradle', 'build.gradle.kts'].map((path) => repository.read(below(directory, path)) ?? '').join('\n');
  if (!build.includes('spring-boot')) return undefined;
  const files = ['properties', 'yml', 'yaml'].map((extension) => below(directory, `src/main/resources/application.${extension}`));
  const standard = files.map((path) => /\$\{PORT(?::(\d{4,5}))?\}/.exec(repository.read(path) ?? '')).find((match) => match !== null);
  if (standard) return { port: Number(standard[1] ?? 8080), readsPort: true };
  const setting = files.map((path) => settingIn(repository, path)).find((line) => line !== undefined);
  return { port: setting ? portOf(setting) : 8080, ...setting && { ignores: setting }, readsPort: false };
}

interface SpringListening extends Listening {
  readonly readsPort: boolean;
}

/** Spring Boot itself reads `SERVER_PORT`. */
export function springProblem({ port, ignores, readsPort }: SpringListening, directory: string): string[] {
  if (readsPort) return [];
  const standard = below(directory, 'src/main/resources/application.properties');
  const place = ignores ? `${ignores.path}:${ignores.line}` : `Spring Boot, without a setting in ${standard},`;
  return [`${place} listens on ${port}, whatever PORT says. Set \`server.port\` to \`\${PORT:${port}}\`: ${OWN_PORT}`];
}

/** The line that sets the port of the server: not that of a database. */
function settingIn(repository: Repository, path: string): SourceLine | undefined {
  const lines = linesOf(repository.read(path) ?? '');
  for (const [index, text] of lines.entries()) {
    const [, indent = '', name = ''] = SETTING.exec(text) ?? [];
    const isOfServer = PORT.test(name) && sectionsAround(lines, index, indent.length).every((section) => OF_SERVER.test(section));
    if (isOfServer) return { path, line: index + 1, text };
  }
  return undefined;
}

/** A file of one line is read as if it were formatted. */
function linesOf(text: string): string[] {
  if (!/^\s*\{.*\}\s*$/.test(text)) return text.split('\n');
  try {
    return JSON.stringify(JSON.parse(text), undefined, 2).split('\n');
  } catch (error) {
    if (error instanceof SyntaxError) return [text];
    throw error;
  }
}

/** The names of the objects that a line is in. */
function sectionsAround(lines: readonly string[], index: number, indent: number): string[] {
  const names: string[] = [];
  let depth = indent;
  for (const text of lines.slice(0, index).reverse()) {
    const [, before = '', table, name] = OBJECT.exec(text) ?? [];
    if (table !== undefined) return [...names, ...table.split('.')];
    if (name === undefined || before.length >= depth) continue;
    names.push(name);
    depth = before.length;
  }
  return names;
}

function portOf({ text }: SourceLine): number {
  const port = Number(SETTING.exec(text)?.[3]);
  return port >= 1024 && port <= 65_535 ? port : 3000;
}
