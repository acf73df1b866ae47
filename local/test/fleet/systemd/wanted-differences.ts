/** Intended differences between a local instance and systemd, by file and probe, with the reason. Any other difference is a failure. */
export const WANTED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  programs: {
    'a oneshot that fails': 'status has no line for each command that ran, only for the main process',
  },
  environment: {
    'what an environment has by itself': 'JOURNAL_STREAM would promise a journal socket, which an instance does not have',
    'what an environment has with a user': 'JOURNAL_STREAM would promise a journal socket, which an instance does not have',
  },
  verbs: {
    'a user may not': 'the throw-away Debian has no D-Bus, so that systemctl refuses every user; on Amazon Linux it answers as here',
  },
};
