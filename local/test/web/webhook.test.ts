import { FakeBackend } from './fake-backend';
import { sampleState } from './sample-state';
import { receiver } from './webhook-receiver';
import type { Message } from '../../src/messages/message';
import { openWebhook, webhookAddress } from '../../src/web/webhook/webhook';

const SAMPLE = sampleState();
const at = (message: Pick<Message, 'code'> & Partial<Message>): Message =>
  ({ time: '2026-11-26T10:00:00.000Z', level: 'info', message: '', ...message });

async function sent(message: Message, status = 200, state = SAMPLE) {
  const webhook = await receiver(status);
  const backend = new FakeBackend(state);
  const warnings: Message[] = [];
  const open = openWebhook(backend, new URL(webhook.url), (warning) => warnings.push(warning));
  backend.say(message);
  await open.close();
  expect(backend.listeners).toBe(0);
  return { received: webhook.received, warnings };
}

test('an approval arrives as sent by CodePipeline and Amazon SNS, without the token that approves it', async () => {
  const { received: [{ headers, body, message }], warnings } = await sent(at({
    code: 'approval.requested', stage: 'production', action: 'Approve', data: { approvalId: 'approval-1' },
  }));
  expect(warnings).toEqual([]);
  expect(headers).toMatchObject({ 'x-amz-sns-message-type': 'Notification', 'content-type': 'text/plain; charset=UTF-8' });
  expect(body).toMatchObject({
    Type: 'Notification', Subject: 'APPROVAL NEEDED: Web: production', TopicArn: expect.stringMatching(/^arn:aws:sns:/) as string,
  });
  expect(message).toEqual({
    region: 'local',
    approval: {
      pipelineName: 'Web',
      stageName: 'production',
      actionName: 'Approve',
      expires: SAMPLE.approvals[0].expiresAt,
      customData: '4f1c2d9 feat: count visits\n3 changes of the stack',
    },
  });
  expect(JSON.stringify(body)).not.toContain('approval-1');
});

test('a failure arrives as a custom notification for chat applications, with its details', async () => {
  const execution = { ...SAMPLE.executions[1], status: 'Failed' };
  const { received: [{ body, message }] } = await sent(at({ code: 'execution.ended', data: { execution, failure: SAMPLE.failure } }));
  const { content } = message as { content: { title: string; description: string } };
  expect(body.Subject).toBe('Web: staging failed');
  expect(message).toMatchObject({ version: '1.0', source: 'custom', content: { textType: 'client-markdown', title: 'Web: staging failed' } });
  expect(content.description)
    .toMatch(/^Commit: \w{7} .*\nReason: ValidateService failed on the first instance\nHost: i-0a1b2c3d4e5f60718\nScript: deploy/);
  expect(content.description).toMatch(/\nExecution: execution-1$/);
});

test('a release of production arrives, one of another environment does not', async () => {
  const ended = (stage: string) => at({ code: 'stage.ended', stage, executionId: 'execution-2', data: { status: 'Succeeded' } });
  const [current, ...others] = SAMPLE.executions;
  const stages = ['staging', 'production'].map((name) => ({
    name,
    status: 'Succeeded' as const,
    actions: name === 'production' ? [{ name: 'ProtectStack', provider: 'Lambda', status: 'Succeeded' as const }] : [],
  }));
  const state = { ...SAMPLE, executions: [{ ...current, stages }, ...others] };
  expect((await sent(ended('production'), 200, state)).received.map(({ body }) => body.Subject)).toEqual(['Web: production was released']);
  expect((await sent(ended('staging'), 200, state)).received).toEqual([]);
});

test('an alarm arrives when it starts and when it ends', async () => {
  const { received: [{ message }] } = await sent(at({ code: 'alarm.active', message: 'alarm Errors is in alarm: why', data: { name: 'Errors' } }));
  expect(message).toMatchObject({ AlarmName: 'Errors', NewStateValue: 'ALARM', NewStateReason: 'alarm Errors is in alarm: why' });
  expect((await sent(at({ code: 'alarm.ok', data: { name: 'Errors' } }))).received[0].message).toMatchObject({ NewStateValue: 'OK' });
});

test('nothing else is sent', async () => {
  expect((await sent(at({ code: 'stage.started', stage: 'staging' }))).received).toEqual([]);
  expect((await sent(at({ code: 'execution.ended', data: { execution: { ...SAMPLE.executions[0], status: 'Succeeded' } } }))).received).toEqual([]);
});

test('a webhook that refuses the message is a warning, and the run continues', async () => {
  const { warnings } = await sent(at({ code: 'alarm.ok', data: { name: 'Errors' } }), 500);
  expect(warnings.map(({ code, message }) => `${code} ${message}`))
    .toEqual(['webhook.failed the webhook did not accept "OK: Errors": it answered 500']);
});

test('a redirect is not followed', async () => {
  const { received, warnings } = await sent(at({ code: 'alarm.ok', data: { name: 'Errors' } }), 307);
  expect(warnings).toHaveLength(1);
  expect(received).toHaveLength(1);
});

test.each(['example.com', 'file:///etc/passwd', 'ftp://example.com', 'https://name:password@example.com'])('refuses %s', (text) => {
  expect(() => webhookAddress(text))
    .toThrow(/^--webhook must be an address that starts with http:\/\/ or https:\/\/, without user name and password, got: /);
});

test('accepts an address on this machine and elsewhere', () => {
  expect(['http://127.0.0.1:8080/hook', 'https://example.com/a?b=c'].map((text) => webhookAddress(text).href))
    .toEqual(['http://127.0.0.1:8080/hook', 'https://example.com/a?b=c']);
});
