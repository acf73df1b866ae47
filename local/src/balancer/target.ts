import type { Duplex } from 'node:stream';
import { HealthChecker, type HealthCheckResult } from './health-check';
import type { SettingsInForce } from './settings-in-force';
import type { TargetConnection } from './target-connection';
import { TargetConnections } from './target-connections';
import type { RegisteredTarget, TargetDescription, TargetHealthState } from '../model/target';
import { callAfter } from '../system/deadline';

export class DeregistrationDelayElapsed extends Error {
  constructor(readonly seconds: number) {
    super(`the deregistration delay of ${seconds} s elapsed`);
  }
}

type TargetCause = Pick<TargetDescription, 'reason' | 'description' | 'answered'>;

const INITIAL = { reason: 'Elb.InitialHealthChecking', description: 'Initial health checks in progress' };
const DRAINING = { reason: 'Target.DeregistrationInProgress', description: 'Target deregistration is in progress' };
const NOT_REGISTERED = { reason: 'Target.NotRegistered', description: 'Target is not registered to the target group' };

/**
 * One registration of a target. Owns its state: `initial -> healthy <-> unhealthy`, and from each of these `-> draining -> unused`, which
 * is final.
 */
export class Target {
  state: TargetHealthState = 'initial';
  inFlight = 0;
  /** Time of the first passed health check: slow start begins here, and ends early if the target fails. */
  slowStartSince?: number;
  /** Accumulated by routing during slow start. */
  slowStartCredit = 0;
  /** As announced by the target (`Keep-Alive: timeout=5`); `Infinity` if the header has no timeout. */
  keepAliveSeconds?: number;
  private requests = 0;
  private cause: TargetCause = INITIAL;
  private passed = 0;
  private failed = 0;
  private readonly checker: HealthChecker;
  private readonly connections: TargetConnections;
  private readonly tunnels = new Set<Duplex>();
  private deregistration?: { readonly ended: Promise<void>; readonly end: () => void; readonly cancelDelay: () => void };

  constructor(
    readonly address: RegisteredTarget,
    private readonly settings: SettingsInForce,
    private readonly changed: (target: Target, previous: TargetHealthState) => void,
  ) {
    this.connections = new TargetConnections(address, () => settings.loadBalancer.idleTimeoutSeconds);
    this.checker = new HealthChecker(address, () => settings.targetGroup.healthCheck, (result) => this.checked(result));
  }

  startHealthChecks(): void {
    this.checker.start();
  }

  idleTimeoutChanged(): void {
    this.connections.replaceAll();
    // Warn again if it is too short for the new idle timeout.
    this.keepAliveSeconds = undefined;
  }

  healthCheckChanged(): void {
    this.checker.settingsChanged();
  }

  begin(): TargetConnection {
    this.inFlight += 1;
    this.requests += 1;
    return this.connections.acquire();
  }

  /** For a request that was not sent yet, because its connection closed. */
  replace(connection: TargetConnection): TargetConnection {
    this.connections.discard(connection);
    return this.connections.acquire();
  }

  end(connection: TargetConnection): void {
    this.connections.release(connection);
    this.settled();
  }

  /** The request failed, so its connection is not reused. */
  fail(connection: TargetConnection): void {
    this.connections.discard(connection);
    this.settled();
  }

  /** An upgraded connection: counts as in flight until it closes, and is not used for other requests. */
  tunnel(socket: Duplex, connection: TargetConnection): void {
    this.tunnels.add(socket);
    socket.once('close', () => {
      this.tunnels.delete(socket);
      this.fail(connection);
    });
  }

  /** Health checks stop before draining begins, because a late success must not bring the target back. */
  async deregister(): Promise<void> {
    if (this.deregistration) return this.deregistration.ended;
    this.checker.stop();
    let end = () => {};
    const ended = new Promise<void>((resolve) => { end = resolve; });
    const seconds = this.settings.targetGroup.deregistrationDelaySeconds;
    const cancelDelay = callAfter(seconds * 1000, () => this.delayElapsed(seconds));
    this.deregistration = { ended, end, cancelDelay };
    this.become('draining', DRAINING);
    this.connections.closeIdle();
    if (this.inFlight === 0) this.leave();
    return ended;
  }

  /** Ends everything immediately, without draining. */
  destroy(): void {
    this.checker.stop();
    this.breakConnections(new Error('load balancer closed'));
    if (this.state !== 'unused') this.leave();
  }

  describe(): TargetDescription {
    const { id, host, port } = this.address;
    return { id, host, port, state: this.state, ...this.cause, inFlight: this.inFlight, requests: this.requests };
  }

  private checked(result: HealthCheckResult): void {
    if (result.passed) {
      this.passed += 1;
      this.failed = 0;
      const needed = this.state === 'initial' ? 1 : this.settings.targetGroup.healthCheck.healthyThreshold;
      if (this.state !== 'healthy' && this.passed >= needed) this.become('healthy', {});
      return;
    }
    this.failed += 1;
    this.passed = 0;
    const { reason, description, answered } = result;
    const cause: TargetCause = { reason, description, ...answered !== undefined && { answered } };
    if (this.state === 'unhealthy') this.cause = cause;
    else if (this.failed >= this.settings.targetGroup.healthCheck.unhealthyThreshold) this.become('unhealthy', cause);
    else if (this.state === 'initial') this.cause = { ...cause, ...INITIAL, description: `${INITIAL.description}; the last one: ${description}` };
  }

  private settled(): void {
    this.inFlight -= 1;
    if (this.state === 'draining' && this.inFlight === 0) this.leave();
  }

  private delayElapsed(seconds: number): void {
    this.breakConnections(new DeregistrationDelayElapsed(seconds));
    if (this.state === 'draining') this.leave();
  }

  private breakConnections(error: Error): void {
    this.connections.destroy(error);
    for (const socket of this.tunnels) socket.destroy();
  }

  private leave(): void {
    this.deregistration?.cancelDelay();
    this.become('unused', NOT_REGISTERED);
    this.deregistration?.end();
  }

  private become(state: TargetHealthState, cause: TargetCause): void {
    const previous = this.state;
    this.state = state;
    this.cause = cause;
    this.slowStartSince = previous === 'initial' && state === 'healthy' ? performance.now() : undefined;
    this.changed(this, previous);
  }
}
