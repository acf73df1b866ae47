import { createInterface } from 'node:readline';
import type { SecretPrompt } from './secret-prompt';
import { counted } from '../../messages/counted';
import { visible } from '../../messages/visible-text';
import type { ConsoleBackend } from '../../model/console';
import type { ApprovalState, ResourceChange } from '../../model/run-state';

/** Asks for pending approvals in the terminal, in parallel with the console page. */
export function promptForApprovals(
  backend: ConsoleBackend, input: NodeJS.ReadStream, say: (text: string) => void, secrets?: SecretPrompt,
): () => void {
  let asked: string | undefined;
  const lines = createInterface({ input, terminal: false });
  secrets?.open(say);
  const current = (): ApprovalState | undefined => backend.state().approvals.find(({ id }) => id === asked);
  const stopListening = backend.onState(() => {
    const open = backend.state().approvals;
    if (open.length === 0 || open.some(({ id }) => id === asked)) return;
    asked = open[0].id;
    say(visible(question(open[0])));
  });
  lines.on('line', (line) => {
    if (secrets?.take(line)) return;
    const approval = current();
    if (!approval) return;
    const answer = line.trim().toLowerCase();
    if (answer === 'd') say(visible(approval.diff));
    else if (answer === 'y' || answer === 'yes') backend.decide(approval.id, 'Approved', 'approved in the terminal');
    else if (answer === 'n' || answer === 'no') backend.decide(approval.id, 'Rejected', 'rejected in the terminal');
    else say('y approves, n rejects, d shows the diff');
  });
  // Also at Ctrl-D: nobody can answer any more.
  lines.once('close', () => secrets?.close());
  return () => {
    stopListening();
    lines.close();
  };
}

/** As many changes as fit on a screen; those that may cost data or traffic come first. */
const MOST_CHANGES = 12;

function question({ environment, reason, commit, changes, testReport }: ApprovalState): string {
  const asked = reason === undefined ? `approve ${environment}?` : `${environment}: ${reason}; continue?`;
  const tests = testReport ? `; tests: ${testReport.passed} passed, ${testReport.failed} failed, ${testReport.skipped} skipped` : '';
  return [
    `${asked} ${commit.id.slice(0, 7)} ${commit.subject} (${commit.author})${tests}`,
    ...byWeight(changes).slice(0, MOST_CHANGES).map(({ action, logicalId, resourceType, replacement }) => (
      `  ${action} ${logicalId} (${resourceType})${replacement === 'N/A' ? '' : `, replacement: ${replacement}`}`)),
    ...changes.length > MOST_CHANGES ? [`  ... and ${counted(changes.length - MOST_CHANGES, 'more change')} (the console shows all)`] : [],
    '[y]es, [n]o, [d]iff:',
  ].join('\n');
}

/** Removals and replacements, other modifications, additions; of these what runs on this machine first. */
function byWeight(changes: readonly ResourceChange[]): ResourceChange[] {
  const weight = ({ action, replacement, locally }: ResourceChange): number => {
    if (action === 'Remove' || replacement === 'True') return 0;
    if (action === 'Modify') return 1;
    return locally === 'Run' ? 2 : 3;
  };
  return [...changes].sort((a, b) => weight(a) - weight(b));
}
