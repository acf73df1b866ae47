// Load at a constant rate: `node open-loop.mjs URL RATE SECONDS CONNECTIONS` prints one line of JSON at the end. An open loop: each request is due
// at a fixed time, whether or not earlier ones have been answered, and its latency counts from then. So a stall shows in every request it delays.
// Requests due within the same millisecond are sent together. Bare sockets, because the generator shares the CPUs with what it measures.
import { connect } from 'node:net';

const [url, rate, seconds, connections] = process.argv.slice(2);
const { hostname, port, pathname, search, host } = new URL(url);
const interval = 1000 / Number(rate);
const total = Math.round(Number(rate) * Number(seconds));
const head = `GET ${pathname}${search} HTTP/1.1\r\nHost: ${host}\r\n\r\n`;
const latencies = new Float64Array(total);
const idle = [];
const waiting = [];
let startedAt = 0;
let sent = 0;
let answered = 0;
let failed = 0;

class Connection {
  constructor() {
    this.dueAt = 0;
    this.left = 0;
    this.socket = connect(Number(port), hostname).setNoDelay(true).on('data', (chunk) => this.read(chunk));
    this.socket.on('close', () => this.broken()).on('error', () => this.socket.destroy());
  }

  send(dueAt) {
    this.dueAt = dueAt;
    this.socket.write(head);
  }

  /** Heads arrive in one piece here, bodies may arrive in several; all have a Content-Length. */
  read(chunk) {
    if (this.left > 0) this.left -= chunk.length;
    else {
      const text = chunk.latin1Slice();
      const bodyAt = text.indexOf('\r\n\r\n') + 4;
      const length = /\r\ncontent-length: (\d+)/i.exec(text);
      if (bodyAt < 4 || !length || !text.startsWith('HTTP/1.1 200')) failed += 1;
      else this.left = Number(length[1]) - (chunk.length - bodyAt);
    }
    if (this.left > 0) return;
    latencies[answered] = performance.now() - this.dueAt;
    answered += 1;
    this.dueAt = 0;
    if (waiting.length > 0) this.send(waiting.shift());
    else idle.push(this);
    finishIfDone();
  }

  broken() {
    const at = idle.indexOf(this);
    if (at >= 0) idle.splice(at, 1);
    if (this.dueAt > 0) {
      failed += 1;
      answered += 1;
      finishIfDone();
    }
  }
}

function sendDue() {
  const now = performance.now();
  for (let dueAt = startedAt + sent * interval; dueAt <= now && sent < total; dueAt = startedAt + sent * interval) {
    sent += 1;
    if (idle.length > 0) idle.shift().send(dueAt);
    else waiting.push(dueAt);
  }
  if (sent < total) setTimeout(sendDue, 1);
}

function finishIfDone() {
  if (answered >= total) finish();
}

function finish() {
  const sorted = latencies.subarray(0, answered).sort();
  const percentile = (share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
  const unanswered = total - answered;
  process.stdout.write(JSON.stringify({ p50Ms: percentile(0.5), p99Ms: percentile(0.99), p999Ms: percentile(0.999), failed: failed + unanswered }),
    () => process.exit(0));
}

const all = Array.from({ length: Number(connections) }, () => new Connection());
await Promise.all(all.map(({ socket }) => new Promise((resolve) => socket.once('connect', resolve))));
idle.push(...all);
startedAt = performance.now();
sendDue();
setTimeout(finish, Number(seconds) * 1000 + 10_000).unref();
