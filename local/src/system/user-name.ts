import { userInfo } from 'node:os';

/** The current user's name, for display; users without an entry in the system's list are shown by number. */
export function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return `user ${process.getuid?.() ?? 'unknown'}`;
  }
}
