import { createServer, type RequestListener, type Server } from 'node:http';
import { connect, createServer as createTcpServer, type AddressInfo, type Server as TcpServer, type Socket } from 'node:net';
import { createLoadBalancer, type LoadBalancerOptions } from '../../src/balancer';
import type { HealthCheckSettings, LoadBalancer, LoadBalancerSettings, TargetGroupSettings, TargetHealthState } from '../../src/model/target';
import { doAll } from '../clean-up';

const toClose: (() => Promise<void> | void)[] = [];

/** To be called once in each test file: ends everything that the tests have started, the newest first. */
export function closeEverythingAfterEachTest(): void {
  afterEach(() => doAll(toClose.splice(0).reverse()));
}

export function closeLater(close: () => Promise<void> | void): void {
  toClose.push(close);
}

export interface App {
  readonly port: number;
  readonly server: Server;
  /** Resets all connections and stops listening, like a killed process. */
  kill(): void;
}

/** A well-behaved application: it keeps idle connections longer than the load balancer does. */
export async function startApp(handler: RequestListener = (_request, response) => response.end('hello'), port = 0): Promise<App> {
  const server = createServer({ keepAliveTimeout: 65_000 }, handler);
  await listening(server, port);
  const kill = () => {
    server.close();
    server.closeAllConnections();
  };
  closeLater(kill);
  return { port: portOf(server), server, kill };
}

/** An application that sends what no HTTP library would send. */
export async function startRawApp(onConnection: (socket: Socket) => void): Promise<{ readonly port: number }> {
  const sockets = new Set<Socket>();
  const server = createTcpServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    onConnection(socket);
  });
  await listening(server);
  closeLater(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return { port: portOf(server) };
}

export interface BalancerOverrides {
  readonly loadBalancer?: Partial<LoadBalancerSettings>;
  readonly targetGroup?: Partial<Omit<TargetGroupSettings, 'healthCheck'>>;
  readonly healthCheck?: Partial<HealthCheckSettings>;
  readonly reporter?: LoadBalancerOptions['reporter'];
}

export function settingsWith(overrides: BalancerOverrides = {}): Pick<LoadBalancerOptions, 'loadBalancer' | 'targetGroup'> {
  return {
    loadBalancer: {
      idleTimeoutSeconds: 60,
      clientKeepAliveSeconds: 3600,
      dropInvalidHeaderFields: false,
      forwardedForMode: 'append',
      forwardedForClientPort: false,
      ...overrides.loadBalancer,
    },
    targetGroup: {
      name: 'web',
      port: 3000,
      deregistrationDelaySeconds: 10,
      slowStartSeconds: 0,
      algorithm: 'round_robin',
      minimumHealthyTargets: { count: 1, percentage: 0 },
      ...overrides.targetGroup,
      healthCheck: {
        path: '/health',
        intervalSeconds: 0.05,
        timeoutSeconds: 1,
        healthyThreshold: 2,
        unhealthyThreshold: 2,
        matcher: '200',
        ...overrides.healthCheck,
      },
    },
  };
}

export async function startBalancer(overrides: BalancerOverrides = {}): Promise<LoadBalancer> {
  const balancer = await createLoadBalancer({
    listenPort: 0,
    ...settingsWith(overrides),
    ...(overrides.reporter && { reporter: overrides.reporter }),
  });
  closeLater(async () => balancer.close());
  return balancer;
}

/** A load balancer with a single target `a`, whose health checks never interfere: any response passes, and only the first check is made. */
export async function startBalancerFor(app: { readonly port: number }, overrides: BalancerOverrides = {}): Promise<LoadBalancer> {
  const balancer = await startBalancer({ ...overrides, healthCheck: { intervalSeconds: 600, matcher: '200-499', ...overrides.healthCheck } });
  registerAt(balancer, 'a', app);
  return balancer;
}

export function registerAt(balancer: LoadBalancer, id: string, app: { readonly port: number }): void {
  balancer.register({ id, host: '127.0.0.1', port: app.port });
}

export async function untilState(balancer: LoadBalancer, id: string, state: TargetHealthState): Promise<void> {
  if (balancer.targets().some((target) => target.id === id && target.state === state)) return;
  await new Promise<void>((resolve) => {
    const stop = balancer.onTargetChange((target) => {
      if (target.id !== id || target.state !== state) return;
      stop();
      resolve();
    });
  });
}

export interface Answer {
  readonly status: number;
  readonly body: string;
  readonly headers: Headers;
}

export async function get(balancer: LoadBalancer, path = '/', init: RequestInit = {}): Promise<Answer> {
  const response = await fetch(`${balancer.url}${path}`, init);
  return { status: response.status, body: await response.text(), headers: response.headers };
}

/** Sends exactly these bytes and returns everything received until the connection closes. */
export async function sendRaw(balancer: LoadBalancer, bytes: string): Promise<string> {
  const socket = openRaw(balancer);
  socket.write(bytes, 'latin1');
  return readAll(socket);
}

export function openRaw(balancer: LoadBalancer): Socket {
  const socket = connect(Number(new URL(balancer.url).port), '127.0.0.1');
  socket.setNoDelay(true);
  closeLater(() => { socket.destroy(); });
  return socket;
}

export async function readAll(socket: Socket): Promise<string> {
  let text = '';
  socket.setEncoding('latin1').on('data', (chunk: string) => { text += chunk; });
  await new Promise<void>((resolve) => socket.once('close', () => resolve()).once('error', () => resolve()));
  return text;
}

async function listening(server: Server | TcpServer, port = 0): Promise<void> {
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve));
}

function portOf(server: Server | TcpServer): number {
  return (server.address() as AddressInfo).port;
}

export interface Gate {
  readonly opened: Promise<void>;
  readonly open: () => void;
}

/** For handlers that wait until the test says so. */
export function createGate(): Gate {
  let open = () => {};
  const opened = new Promise<void>((resolve) => { open = resolve; });
  return { opened, open };
}
