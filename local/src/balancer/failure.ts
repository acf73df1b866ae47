import { HttpFault } from './http/fault';
import { DeregistrationDelayElapsed } from './target';
import { CONNECT_TIMEOUT_SECONDS } from './target-connection';
import { AnswerHeadTooLarge, AnswerIncomplete, ConnectionClosed, ConnectTimeout, TargetSilent } from './target-failures';
import type { RegisteredTarget } from '../model/target';

/** Why a target did not respond, as a sentence, and the status that the client gets. */
export interface Failure {
  readonly status: 502 | 504;
  readonly cause: string;
}

export interface FailedAttempt {
  readonly target: RegisteredTarget;
  readonly idleTimeoutSeconds: number;
  /** Whether the target had begun to respond. */
  readonly answering: boolean;
  /** How long the connection had been idle before this request; undefined for a new one. */
  readonly idleSeconds: number | undefined;
  /** Time from sending the request to the failure. */
  readonly seconds: number;
  /** As announced by the target (`Keep-Alive: timeout=5`). */
  readonly keepAliveSeconds: number | undefined;
  /** The target's own reason for closing the connection. */
  readonly whyClosed: string | undefined;
}

const KEEP_ALIVE_TOO_SHORT = "target closed a kept-alive connection; its keep-alive timeout is shorter than the load balancer's idle timeout";

export function explainFailure(error: Error, attempt: FailedAttempt): Failure {
  const { target, idleTimeoutSeconds, answering } = attempt;
  const address = `${target.host}:${target.port}`;
  const code = 'code' in error ? String(error.code) : '';

  if (error instanceof DeregistrationDelayElapsed) {
    return bad(`the deregistration delay of ${error.seconds} s elapsed while the request was in flight`);
  }
  if (code === 'ECONNREFUSED') return bad(`target refused the connection: nothing listens on ${address}`);
  if (error instanceof ConnectTimeout) return late(`target did not accept a connection on ${address} within ${CONNECT_TIMEOUT_SECONDS} s`);
  if (error instanceof TargetSilent) {
    const what = answering ? 'paused in the middle of its response for' : 'did not respond within';
    return late(`target ${what} the idle timeout of ${idleTimeoutSeconds} s`);
  }
  if (error instanceof AnswerHeadTooLarge) return bad("the header fields of the target's response are larger than 32 KiB");
  if (error instanceof AnswerIncomplete) return bad("the body of the target's response is shorter than its Content-Length");
  if (error instanceof HttpFault) return bad(`the target's response is not valid HTTP: ${error.message}`);
  if (error instanceof ConnectionClosed || code === 'ECONNRESET' || code === 'EPIPE') {
    if (attempt.whyClosed !== undefined) return bad(attempt.whyClosed);
    if (answering) return bad('target closed the connection in the middle of its response; it was stopped or crashed');
    return bad(closedWhileIdle(attempt) ? KEEP_ALIVE_TOO_SHORT : 'target closed the connection before it responded; it was stopped or crashed');
  }
  if (code !== '') return bad(`target could not be reached on ${address}: ${error.message}`);
  return bad(`the load balancer failed to process the target's response: ${error.message}`);
}

/**
 * A target that stops with requests in flight looks like one that closes an idle connection just as a request arrives. The difference: the
 * latter fails immediately, on a connection that was idle for about the target's keep-alive timeout.
 */
function closedWhileIdle({ idleSeconds, seconds, keepAliveSeconds }: FailedAttempt): boolean {
  if (idleSeconds === undefined || seconds > 0.1) return false;
  return idleSeconds >= (keepAliveSeconds === undefined ? 1 : keepAliveSeconds - 1);
}

function bad(cause: string): Failure {
  return { status: 502, cause };
}

function late(cause: string): Failure {
  return { status: 504, cause };
}
