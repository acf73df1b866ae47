import { useState } from 'preact/hooks';
import { ask } from './api';
import { ChangeTable } from './change-table';
import { clockTime, shortRevision } from './format';
import type { ApprovalState } from '../src/model/run-state';

/** What to know before a release, and the two possible decisions. */
export function ApprovalCard({ approval }: { readonly approval: ApprovalState }) {
  const { commit, testReport } = approval;
  const [summary, setSummary] = useState('');
  const [sent, setSent] = useState(false);
  const [declined, setDeclined] = useState<string>();

  async function decide(decision: 'Approved' | 'Rejected') {
    setSent(true);
    const reason = await ask(`/api/approvals/${encodeURIComponent(approval.id)}`, { decision, summary });
    setDeclined(reason);
    setSent(reason === undefined);
  }

  return (
    <section class="card approval" aria-labelledby={`approval-${approval.id}`}>
      <h2 id={`approval-${approval.id}`}>{approval.reason ? `Continue with ${approval.environment}?` : `Release to ${approval.environment}?`}</h2>
      {approval.reason && <p>{approval.environment} waits: {approval.reason}.</p>}
      <dl class="facts">
        <div><dt>Commit</dt><dd><code>{shortRevision(commit.id)}</code> {commit.subject} <span class="muted">{commit.author}</span></dd></div>
        <div>
          <dt>Tests</dt>
          <dd>
            {testReport ? `${testReport.passed} passed, ${testReport.failed} failed, ${testReport.skipped} skipped` : 'the build has no test report'}
          </dd>
        </div>
        <div><dt>Waiting</dt><dd>since {clockTime(approval.requestedAt)}, until {new Date(approval.expiresAt).toLocaleString('en-GB')}</dd></div>
      </dl>
      <ChangeTable changes={approval.changes} />
      {approval.diff && <details><summary>Changes in this commit</summary><pre tabIndex={0}>{approval.diff}</pre></details>}
      <form onSubmit={(event) => event.preventDefault()}>
        <label>Comment <input type="text" value={summary} maxLength={2000} onInput={({ currentTarget }) => setSummary(currentTarget.value)} /></label>
        <button type="button" class="primary" disabled={sent} onClick={() => void decide('Approved')}>Approve</button>
        <button type="button" class="danger" disabled={sent} onClick={() => void decide('Rejected')}>Reject</button>
      </form>
      {declined && <p role="alert" class="declined">{declined}</p>}
    </section>
  );
}
