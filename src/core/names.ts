import { misuse, requireKnown, requirePattern } from './misuse';
import { requireNoSecret } from './no-secret';

/** A deployment group name may have 100 characters, a target group name 32: short names keep every derived name readable. */
const NAME = /^[A-Za-z][A-Za-z0-9-]{0,30}[A-Za-z0-9]$/;

/** Names become part of stack, pipeline and deployment group names. */
export function requireName(prop: string, name: string): void {
  requireKnown(prop, name, 'write the name');
  requirePattern(prop, name, NAME, 'must be 2 to 32 letters, digits and hyphens, with a letter first', 'choose such a name');
}

/** What Bash takes its settings, its functions or commands from. Others it only sets itself (`UID`), or reads at a prompt (`ENV`). */
const OF_SHELLS = /^(BASH_ENV|BASH_FUNC_.*|BASHOPTS|PS4|SHELLOPTS)$/;

/** Where loaders and interpreters take code from. Most have a use as plain values, such as `NODE_OPTIONS=--enable-source-maps`. */
const OF_LOADERS =
  /^(LD_.*|GCONV_PATH|NODE_(OPTIONS|PATH)|PYTHON(HOME|PATH|STARTUP)|PERL5.*|RUBY(LIB|OPT)|(_JAVA|JDK_JAVA|JAVA_TOOL)_OPTIONS|DOTNET_STARTUP_HOOKS)$/;

/** Variables that a build exports. */
export function requireVariableName(prop: string, name: string): void {
  requirePattern(prop, name, /^[A-Za-z_][A-Za-z0-9_]*$/, 'must be the name of a variable', 'write letters, digits and underscores');
}

/** Variables that an application or a build is given. */
export function requireGivenName(prop: string, name: string, isSecret = false): void {
  requireNoSecret(prop, name, 'NAME');
  requireVariableName(prop, name);
  if (name === 'PATH') {
    throw misuse(prop, 'must not be `PATH`, because nothing adds to it: the programs of the machine or the image would not be found', name,
      'extend it in the script or command that needs it');
  }
  if (OF_SHELLS.test(name)) throw misuse(prop, 'must not be a variable that Bash takes settings or commands from', name, 'rename it');
  if (!isSecret || !OF_LOADERS.test(name)) return;
  throw misuse(prop, 'must not be a variable that code is loaded through, because whoever may change the secret would decide what runs', name,
    'write its value in `environmentVariables`, or rename it');
}
