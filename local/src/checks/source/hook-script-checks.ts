import type { Repository } from './repository';
import { sourceFinding } from './source-rule';
import type { Finding } from '../finding';

/** What keeps a hook script from running on an instance, seen in its text. */
export function* checkHookScript(repository: Repository, path: string): Iterable<Finding> {
  const text = repository.read(path);
  if (text === undefined) return;
  if (text.trim() === '') {
    yield sourceFinding('script.empty', path, 1, { message: 'a hook script must do something', fix: 'write it, or remove the hook' });
    return;
  }
  const lines = text.split('\n');
  const [first] = lines;
  if (text.startsWith('\uFEFF')) {
    yield sourceFinding('script.byte-order-mark', path, 1, { message: 'a byte order mark hides #! from the system', fix: 'save the file as UTF-8 without it' });
  } else if (!first.startsWith('#!')) {
    yield sourceFinding('script.shebang', path, 1, { message: 'without #! the script runs in /bin/sh, whatever it was written for', value: first.trim().slice(0, 60), fix: 'write #!/bin/bash as the first line' });
  } else if (!/^#!\s*\/\S+/.test(first)) {
    yield sourceFinding('script.shebang', path, 1, { message: '#! must be followed by an absolute path', value: first.trim(), fix: 'write #!/bin/bash' });
  }
  const carriage = lines.findIndex((line) => line.endsWith('\r'));
  if (carriage >= 0) {
    yield sourceFinding('script.line-endings', path, carriage + 1, { message: 'Windows line endings: the system looks for an interpreter whose name ends with a carriage return', fix: 'save it with \\n, and add "*.sh text eol=lf" to .gitattributes' });
  }
  for (const [index, line] of lines.entries()) {
    if (!leavesChild(line)) continue;
    yield sourceFinding('script.background', path, index + 1, { severity: 'warning', message: 'a process in the background that keeps the output open makes the event fail', value: line.trim(), fix: 'let systemd run it, or add >/dev/null 2>&1' });
  }
}

function leavesChild(line: string): boolean {
  const code = line.trim();
  return !code.startsWith('#') && /[^&|>]&$/.test(code) && !/>/.test(code);
}
