// Gives an OpenSearch domain what CloudFormation has no resource for: roles, index template, retention, saved objects, notifications, monitors.
// Every step may be repeated. Runs as inline code of a Lambda function, whose role is the domain's master user: there is no password.
'use strict';
const { createHash, createHmac } = require('node:crypto');

/** A domain that was just made, or that is changing, answers a little later. */
const PATIENCE_MILLISECONDS = 180_000;
const PAUSE_MILLISECONDS = 2_000;
const LATER = [429, 502, 503, 504];

exports.handler = async (event) => {
  const { Endpoint, Steps } = event.ResourceProperties;
  const PhysicalResourceId = event.PhysicalResourceId ?? `set-up-of-${event.LogicalResourceId}`;
  let answer = { Status: 'SUCCESS', PhysicalResourceId };
  try {
    // What a domain holds goes with it, or stays with one that is retained.
    if (event.RequestType !== 'Delete') await setUp(Endpoint, JSON.parse(Steps));
  } catch (error) {
    answer = { Status: 'FAILED', PhysicalResourceId, Reason: `OpenSearch: ${error.message}`.slice(0, 1000) };
  }
  // Outside the `try`: when this fails, Lambda calls again, instead of a failure being reported for what has succeeded.
  await respond(event, answer);
};

async function setUp(endpoint, steps) {
  const deadline = Date.now() + PATIENCE_MILLISECONDS;
  for (const step of steps) await STEPS[step.kind]((...request) => call(endpoint, deadline, ...request), step);
}

const STEPS = {
  put: async (send, { path, body }) => succeed(await send('PUT', path, body)),

  /** A policy is changed only by who names the version that it has. */
  policy: async (send, { path, body }) => {
    const existing = await send('GET', path);
    if (existing.status === 404) return succeed(await send('PUT', path, body));
    const { _seq_no, _primary_term } = succeed(existing);
    return succeed(await send('PUT', `${path}?if_seq_no=${_seq_no}&if_primary_term=${_primary_term}`, body));
  },

  /** What notifications are sent to has an id of ours, and monitors have none: they are found by their name. */
  channel: async (send, { id, body }) => {
    const path = '/_plugins/_notifications/configs';
    const existing = await send('GET', `${path}/${id}`);
    if (existing.status === 404) return succeed(await send('POST', path, { config_id: id, ...body }));
    succeed(existing);
    return succeed(await send('PUT', `${path}/${id}`, body));
  },

  monitor: async (send, { body }) => {
    const path = '/_plugins/_alerting/monitors';
    const found = await send('POST', `${path}/_search`, { query: { term: { 'monitor.name.keyword': body.name } } });
    // The index of monitors is made with the first one.
    const id = found.status === 404 ? undefined : succeed(found).hits.hits[0]?._id;
    return succeed(id === undefined ? await send('POST', path, body) : await send('PUT', `${path}/${id}`, body));
  },

  savedObjects: async (send, { body }) => {
    const boundary = `gostyle${createHash('sha256').update(body).digest('hex').slice(0, 32)}`;
    const form = `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="saved-objects.ndjson"\r\n`
      + `Content-Type: application/ndjson\r\n\r\n${body}\r\n--${boundary}--\r\n`;
    const answer = succeed(await send('POST', '/_dashboards/api/saved_objects/_import?overwrite=true', form, {
      'content-type': `multipart/form-data; boundary=${boundary}`, 'osd-xsrf': 'true',
    }));
    if (answer.success) return;
    const refused = (answer.errors ?? []).map(({ type, id, error }) => `${type} ${id}: ${error?.type ?? 'refused'}`);
    throw new Error(`saved objects were not imported: ${refused.join(', ')}`);
  },
};

function succeed({ status, text, what }) {
  if (status >= 200 && status < 300) return text ? JSON.parse(text) : {};
  throw new Error(`${what} was answered with ${status}: ${text.slice(0, 300)}`);
}

async function call(endpoint, deadline, method, path, body, headers = { 'content-type': 'application/json' }) {
  const url = new URL(path, endpoint);
  const text = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body);
  for (;;) {
    try {
      const signed = sign(method, url, text === '' ? {} : headers, text);
      const response = await fetch(url, { method, headers: signed, body: text === '' ? undefined : text, signal: AbortSignal.timeout(30_000) });
      const answer = { status: response.status, text: await response.text(), what: `${method} ${url.pathname}` };
      if (!LATER.includes(answer.status) || Date.now() > deadline) return answer;
    } catch (error) {
      if (Date.now() > deadline) throw new Error(`${method} ${url.pathname} got no answer: ${error.cause?.message ?? error.message}`);
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MILLISECONDS));
  }
}

/** AWS Signature Version 4, with the credentials that Lambda gives its function. */
function sign(method, url, headers, body) {
  const { AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: secret, AWS_SESSION_TOKEN: token, AWS_REGION: region } = process.env;
  const time = new Date().toISOString().replace(/[-:]|\.\d{3}/g, '');
  const scope = [time.slice(0, 8), region, 'es', 'aws4_request'];
  const hash = (text) => createHash('sha256').update(text).digest('hex');
  const hmac = (key, text) => createHmac('sha256', key).update(text).digest();
  const all = { ...headers, 'host': url.host, 'x-amz-content-sha256': hash(body), 'x-amz-date': time, ...token && { 'x-amz-security-token': token } };
  const names = Object.keys(all).sort();
  const request = [
    method,
    url.pathname.split('/').map(encodeURIComponent).join('/'),
    [...url.searchParams].map((parameter) => parameter.map(encodeURIComponent).join('=')).sort().join('&'),
    ...names.map((name) => `${name}:${all[name]}`), '', names.join(';'), hash(body),
  ].join('\n');
  const key = scope.reduce(hmac, `AWS4${secret}`);
  const signature = hmac(key, ['AWS4-HMAC-SHA256', time, scope.join('/'), hash(request)].join('\n')).toString('hex');
  const { host: _host, ...sent } = all;
  return { ...sent, authorization: `AWS4-HMAC-SHA256 Credential=${id}/${scope.join('/')}, SignedHeaders=${names.join(';')}, Signature=${signature}` };
}

async function respond(event, answer) {
  const { StackId, RequestId, LogicalResourceId } = event;
  const response = await fetch(event.ResponseURL, {
    method: 'PUT',
    body: JSON.stringify({ StackId, RequestId, LogicalResourceId, ...answer }),
  });
  if (!response.ok) throw new Error(`CloudFormation answered ${response.status}`);
}
