import { RubyError } from '../../../yaml/ruby/error';

/** The C library's messages, which Ruby quotes; those of Node.js differ. */
const TEXTS: Readonly<Record<string, string>> = {
  EACCES: 'Permission denied',
  EEXIST: 'File exists',
  EISDIR: 'Is a directory',
  ELOOP: 'Too many levels of symbolic links',
  ENAMETOOLONG: 'File name too long',
  ENOENT: 'No such file or directory',
  ENOEXEC: 'Exec format error',
  ENOSPC: 'No space left on device',
  ENOTDIR: 'Not a directory',
  ENOTEMPTY: 'Directory not empty',
  EPERM: 'Operation not permitted',
  EROFS: 'Read-only file system',
  ETXTBSY: 'Text file busy',
  E2BIG: 'Argument list too long',
};

/** Runs a system call and formats its error as Ruby does: `No such file or directory @ rb_sysopen - /path`. */
export function calling<T>(rubyCall: string, path: string, call: () => T): T {
  try {
    return call();
  } catch (error) {
    throw errnoError(error, `@ ${rubyCall} - ${path}`);
  }
}

/** `detail` is appended to the message: `- /path` or `@ rb_sysopen - /path`. */
export function errnoError(error: unknown, detail: string): unknown {
  const code = codeOf(error);
  if (code === undefined || !(code in TEXTS)) return error;
  return new RubyError(`Errno::${code}`, `${TEXTS[code]} ${detail}`);
}

export function codeOf(error: unknown): string | undefined {
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

export function messageOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : String(error);
}
