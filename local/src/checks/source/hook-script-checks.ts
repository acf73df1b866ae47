import type { Repository } from './repository';
import { sourceFinding } from './source-rule';
import type { Finding } from '../finding';

/** Interpreters that accept carriage returns at line ends. */
const TOLERANT = /python|perl|ruby|node|php/;
/** Lines that a shell misreads if they end with a carriage return. */
const STRUCTURE = /(^|[;&|\s])(then|do|done|fi|else|esac|\{|\}|in|exit \d+|set -\w+)\r$/;

/** Problems visible in a hook script's text that prevent it from running on an instance. */
export function* checkHookScript(repository: Repository, path: string): Iterable<Finding> {
  const text = repository.read(path);
  if (text === undefined) return;
  if (text.trim() === '') {
    yield sourceFinding('script.empty', path, 1, {
      severity: 'warning', message: 'the hook script does nothing', fix: 'write it, or remove the hook',
    });
    return;
  }
  const lines = text.split('\n');
  yield* firstLine(lines[0], path);
  yield* lineEndings(lines, path);
  for (const [index, line] of lines.entries()) {
    if (!leavesChild(line)) continue;
    yield sourceFinding('script.background', path, index + 1, {
      severity: 'warning',
      message: 'a process in the background that keeps the output open makes the event fail',
      value: line.trim(),
      fix: 'let systemd run it, or add >/dev/null 2>&1',
    });
  }
}

function* firstLine(first: string, path: string): Iterable<Finding> {
  if (first.startsWith('\uFEFF')) {
    yield sourceFinding('script.byte-order-mark', path, 1, {
      severity: 'warning',
      message: 'a byte order mark hides #! from the system, so the script runs in /bin/sh',
      fix: 'save the file as UTF-8 without it',
    });
  } else if (!first.startsWith('#!')) {
    yield sourceFinding('script.shebang', path, 1, {
      severity: 'warning',
      message: 'without #! the agent runs the script in /bin/sh, whichever shell it was written for',
      value: first.trim().slice(0, 60),
      fix: 'write #!/bin/bash as the first line',
    });
  } else if (!/^#!\s*\/\S+/.test(first)) {
    yield sourceFinding('script.shebang', path, 1, {
      message: '#! must be followed by an absolute path', value: first.trim(), fix: 'write #!/bin/bash',
    });
  }
}

/** Carriage returns that stop a script. */
export function* lineEndings(lines: readonly string[], path: string): Iterable<Finding> {
  const index = lines.findIndex((line) => line.endsWith('\r'));
  const hashBang = lines[0].startsWith('#!');
  if (index < 0 || (index > 0 && hashBang && TOLERANT.test(lines[0]))) return;
  const fatal = (index === 0 && hashBang) || lines.some((line) => STRUCTURE.test(line));
  yield sourceFinding('script.line-endings', path, index + 1, {
    severity: fatal ? 'error' : 'warning',
    message: index === 0 && hashBang
      ? 'Windows line endings: the system looks for an interpreter whose name ends with a carriage return'
      : 'Windows line endings: the shell takes the carriage return as part of the last word',
    fix: 'save it with \\n, and add "*.sh text eol=lf" to .gitattributes',
  });
}

function leavesChild(line: string): boolean {
  const code = line.trim();
  return !code.startsWith('#') && /[^&|>]&$/.test(code) && !/>/.test(code);
}
