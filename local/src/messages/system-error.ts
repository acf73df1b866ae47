interface Explained {
  readonly what: string;
  readonly fix: string;
}

/** Errors of the operating system, explained for users: none of them is a bug in this program, and each has a fix. */
const OF_FILES: Readonly<Record<string, Explained>> = {
  EACCES: { what: 'this user may not use it', fix: 'change its owner or its mode, or name another place' },
  EPERM: { what: 'this user may not use it', fix: 'change its owner or its mode, or name another place' },
  EROFS: { what: 'it is on a file system that cannot be written to', fix: 'name another place' },
  ENOSPC: { what: 'there is no room left on its disk', fix: 'make room, or name another place' },
  EDQUOT: { what: 'the disk quota of this user is used up', fix: 'make room, or name another place' },
  EFBIG: { what: 'it would exceed the maximum size of a file', fix: 'raise the limit (`ulimit -f unlimited`)' },
  EISDIR: { what: 'it is a folder, and must be a file', fix: 'remove it' },
  ENOTDIR: { what: 'a part of its path is a file, and must be a folder', fix: 'remove that file, or name another place' },
  ENAMETOOLONG: { what: 'its path is too long', fix: 'name another place' },
  EEXIST: { what: 'it is a file, and must be a folder', fix: 'remove it, or name another place' },
  ELOOP: { what: 'it is a link that leads back to itself', fix: 'remove it' },
};
const FILES: Explained = { what: 'this process has too many open files', fix: 'raise the limit (`ulimit -n 1024`)' };
const OF_MACHINE: Readonly<Record<string, Explained>> = {
  EMFILE: FILES,
  ENFILE: { what: 'this machine has too many open files', fix: 'end other programs' },
  ENOSPC: { what: 'a disk is full', fix: 'make room where the state directory is, and where TMPDIR is' },
  EDQUOT: { what: 'the disk quota of this user is used up', fix: 'make room where the state directory is, and where TMPDIR is' },
  EFBIG: { what: 'a file would exceed the maximum size', fix: 'raise the limit (`ulimit -f unlimited`)' },
  ENOMEM: { what: 'there is no memory left', fix: 'end other programs, or raise the limit (`ulimit -v unlimited`)' },
};
const EXHAUSTED = 'a resource of the machine is exhausted';
const OF_PROGRAMS: Readonly<Record<string, Explained>> = {
  ...OF_MACHINE,
  ENOENT: { what: 'it is not installed, or not on PATH', fix: 'install it' },
  EACCES: { what: 'it may not be executed', fix: 'change its mode, or put another one before it on PATH' },
  EAGAIN: { what: 'this user may start no more processes', fix: 'end some, or raise the limit (`ulimit -u 4096`)' },
  E2BIG: { what: 'its arguments and variables are too long', fix: 'shorten the environment' },
};

/** Explains an error of the operating system with its fix; `undefined` for any other error. */
export function systemErrorText(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const { code = '', syscall = '', path: from, dest } = error as NodeJS.ErrnoException & { readonly dest?: string };
  // When a file is moved, the destination is the problem.
  const path = code === 'EISDIR' ? dest ?? from : from;
  if (isOutOfMemory(error)) return sentence(EXHAUSTED, OF_MACHINE.ENOMEM);
  const program = /^spawn(?:Sync)? ?(.*)$/.exec(syscall);
  if (program) return sentence(`could not start ${program[1] || path || 'a program'}`, OF_PROGRAMS[code]);
  if (path === undefined) return sentence(EXHAUSTED, OF_MACHINE[code]);
  if (syscall === 'mkdtemp') {
    const what = (OF_FILES[code] ?? OF_MACHINE[code] ?? { what: 'it does not exist, or no folder can be created in it' }).what;
    return `no temporary folder can be created in ${path.replace(/\/[^/]*$/, '')}: ${what}; create that folder, or set TMPDIR to another one`;
  }
  if (syscall === 'mkdir' && code === 'ENOENT') return `${path} cannot be created: no folder can be created there; name another place`;
  // For any other existing file, the caller knows more.
  if (code === 'EEXIST' && syscall !== 'mkdir') return undefined;
  return sentence(`${path} cannot be used`, OF_FILES[code] ?? OF_MACHINE[code]);
}

function sentence(subject: string, explained: Explained | undefined): string | undefined {
  return explained && `${subject}: ${explained.what}; ${explained.fix}`;
}

/** Node.js gives these errors no code. */
function isOutOfMemory(error: unknown): boolean {
  const { name = '', message = '' } = error as Partial<Error>;
  return name === 'RangeError' && /out of memory|allocation failed/i.test(message);
}
