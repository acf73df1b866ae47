import { MESSAGE_CODES } from '../../local/src/messages/message-codes';

/** `docs/messages.md`: what `gostyle run` says, by its codes. */
export function messagesTable(): string {
  return `# Messages of a run

Made by \`npx projen docs:tables\`. \`gostyle run --json\` writes each message as one line with its \`code\`; the console and the terminal show
the same ones.
A code stays what it is, the text may change. Kinds of resources that are not the runner's own have codes that begin with \`kind.\`.

| code | says |
|---|---|
${Object.entries(MESSAGE_CODES).map(([code, text]) => `| \`${code}\` | ${text} |`).join('\n')}
`;
}
