// Makes one document of each log line and gives it to Amazon Data Firehose: what CloudWatch Logs sends holds many lines in one record, which
// OpenSearch does not take. Access logs of the load balancer come from Amazon S3. Runs as inline code of a Lambda function.
'use strict';
const { pipeline } = require('node:stream');
const { createInterface } = require('node:readline');
const { createGunzip, gunzipSync } = require('node:zlib');
const { FirehoseClient, PutRecordBatchCommand } = require('@aws-sdk/client-firehose');
const { S3Client, GetObjectCommand } = require('@aws-sdk/client-s3');

/** Firehose takes 500 records and 4 MiB at once, and 1000 KiB in one. */
const MOST_RECORDS = 500;
const MOST_BYTES = 3_500_000;
const LONGEST_MESSAGE = 100_000;
const TRIES = 5;
const FIRST_PAUSE_MILLISECONDS = 200;

const { DELIVERY_STREAM, ENVIRONMENT, KINDS } = process.env;
const firehose = new FirehoseClient({});

exports.handler = async (event) => {
  let batch = [];
  let bytes = 0;
  for await (const document of event.awslogs ? ofLogGroup(event.awslogs.data) : ofBucket(event.detail)) {
    const Data = Buffer.from(`${JSON.stringify({ environment: ENVIRONMENT, ...document })}\n`);
    if (batch.length === MOST_RECORDS || bytes + Data.length > MOST_BYTES) {
      await send(batch);
      [batch, bytes] = [[], 0];
    }
    batch.push({ Data });
    bytes += Data.length;
  }
  if (batch.length > 0) await send(batch);
};

/** A record that was refused is sent again: the others are there already. */
async function send(batch) {
  let left = batch;
  for (let tries = 0; left.length > 0; tries += 1) {
    if (tries === TRIES) throw new Error(`${left.length} lines were refused ${TRIES} times`);
    if (tries > 0) await new Promise((resolve) => setTimeout(resolve, FIRST_PAUSE_MILLISECONDS * 2 ** (tries - 1)));
    const answer = await firehose.send(new PutRecordBatchCommand({ DeliveryStreamName: DELIVERY_STREAM, Records: left }));
    left = answer.FailedPutCount ? left.filter((_, index) => answer.RequestResponses[index].ErrorCode) : [];
  }
}

function* ofLogGroup(data) {
  const { messageType, logGroup, logStream, logEvents } = JSON.parse(gunzipSync(Buffer.from(data, 'base64')));
  if (messageType !== 'DATA_MESSAGE') return;
  const log = JSON.parse(KINDS)[logGroup] ?? logGroup;
  for (const { timestamp, message } of logEvents) {
    const document = log === 'flow' ? ofFlow(message) : ofLine(message);
    if (document) yield { '@timestamp': new Date(timestamp).toISOString(), log, source: logStream, ...document };
  }
}

/** A line that is JSON has fields: its level and message where everybody looks for them, all of it below `fields`. */
function ofLine(line) {
  const message = line.slice(0, LONGEST_MESSAGE).trimEnd();
  if (message === '') return undefined;
  const fields = objectOf(message);
  if (!fields) return { message, ...levelIn(message) };
  const level = levelOf(fields.level ?? fields.severity);
  const said = fields.message ?? fields.msg ?? message;
  return { message: typeof said === 'string' ? said : JSON.stringify(said), ...level && { level }, fields };
}

function objectOf(message) {
  if (!message.startsWith('{')) return undefined;
  try {
    return JSON.parse(message);
  } catch {
    return undefined;
  }
}

/** Numbers that Bunyan and Pino write, and names that differ between languages. */
const LEVELS = { 10: 'trace', 20: 'debug', 30: 'info', 40: 'warn', 50: 'error', 60: 'fatal', warning: 'warn' };

function levelOf(level) {
  if (level === undefined || level === null) return undefined;
  const name = String(level).toLowerCase();
  return LEVELS[name] ?? name;
}

function levelIn(message) {
  const level = levelOf(/\b(FATAL|ERROR|WARN(?:ING)?|INFO|DEBUG)\b/.exec(message)?.[1]);
  return level && { level };
}

/** The fields of a flow log in the order of its default format. Without traffic there is a line that says so. */
function ofFlow(line) {
  const [, , source, from, to, fromPort, port, protocol, , bytes, , , action, status] = line.trim().split(' ');
  if (status !== 'OK') return undefined;
  return {
    source, from, to, port: Number(port), protocol: Number(protocol), bytes: Number(bytes), action,
    message: `${action} ${from}:${fromPort} to ${to}:${port}, ${bytes} bytes`,
  };
}

async function* ofBucket({ bucket, object }) {
  const { Body } = await new S3Client({}).send(new GetObjectCommand({ Bucket: bucket.name, Key: object.key }));
  // An error of either stream ends the text, and is thrown where its lines are read.
  const text = pipeline(Body, createGunzip(), () => undefined);
  const lines = createInterface({ input: text, crlfDelay: Infinity });
  for await (const line of lines) {
    const document = ofAccess(line);
    if (document) yield document;
  }
}

const ACCESS = new RegExp('^\\S+ (?<time>\\S+) (?<source>\\S+) (?<client>\\S+):\\d+ (?<target>\\S+) (?<waited>\\S+) (?<took>\\S+) (?<answered>\\S+)'
  + ' (?<status>\\S+) \\S+ \\d+ (?<bytes>\\d+) "(?<method>\\S+) (?<url>\\S+) [^"]*" "(?<agent>[^"]*)"');

/** A request as the load balancer saw it. What comes after `?` is left out: it may hold what nobody should search for. */
function ofAccess(line) {
  const { time, source, client, target, waited, took, answered, status, bytes, method, url, agent } = ACCESS.exec(line)?.groups ?? {};
  if (time === undefined) return undefined;
  const path = URL.canParse(url) ? new URL(url).pathname : '-';
  const times = [waited, took, answered].map(Number).filter((seconds) => seconds >= 0);
  return {
    '@timestamp': time, 'log': 'access', source, 'from': client, target, method, path, 'user_agent': agent,
    'bytes': Number(bytes),
    ...status !== '-' && { status: Number(status) },
    ...times.length > 0 && { seconds: times.reduce((sum, each) => sum + each, 0) },
    'message': `${method} ${path} ${status}`,
  };
}
