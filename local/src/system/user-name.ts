import { userInfo } from 'node:os';

/** Who runs this program, for people; a user without an entry in the system's list has a number. */
export function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return `user ${process.getuid?.() ?? 'unknown'}`;
  }
}
