// Our load balancer in a separate process: PORT TARGET_PORTS. It reads `register PORT` and `deregister PORT` from standard input and prints `ready`
// after each.
import { createInterface } from 'node:readline';
import { createLoadBalancer } from '../../local/src/balancer';

async function main(): Promise<void> {
  const [port, targetPorts] = process.argv.slice(2);
  const balancer = await createLoadBalancer({
    listenPort: Number(port),
    loadBalancer: {
      idleTimeoutSeconds: 60, clientKeepAliveSeconds: 3600, dropInvalidHeaderFields: false, forwardedForMode: 'append', forwardedForClientPort: false,
    },
    targetGroup: {
      name: 'bench',
      port: 3000,
      healthCheck: { path: '/', intervalSeconds: 1, timeoutSeconds: 1, healthyThreshold: 2, unhealthyThreshold: 2, matcher: '200' },
      deregistrationDelaySeconds: 10,
      slowStartSeconds: 0,
      algorithm: 'round_robin',
      minimumHealthyTargets: { count: 1, percentage: 0 },
    },
  });
  const commands = {
    register: async (id: string) => {
      balancer.register({ id, host: '127.0.0.1', port: Number(id) });
      await balancer.untilHealthy(id);
    },
    deregister: async (id: string) => balancer.deregister(id),
  };
  await Promise.all((targetPorts ?? '').split(',').map(commands.register));
  process.stdout.write('ready\n');
  for await (const line of createInterface({ input: process.stdin })) {
    const [command, id] = line.split(' ') as [keyof typeof commands, string];
    await commands[command](id);
    process.stdout.write('ready\n');
  }
}

void main();
