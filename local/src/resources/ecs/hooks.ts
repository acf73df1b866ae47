import { setTimeout as delay } from 'node:timers/promises';
import { DeploymentFailed } from './deployment-guard';
import type { DeploymentSettings } from './service-settings';
import { at, numberAt, stringAt, type Json } from '../../assembly/json';
import { messageOf } from '../../messages/message-of';
import type { Reporter } from '../../messages/reporter';
import type { ResourceContext } from '../shape/resource';
import type { ServiceCall } from '../shape/service-call';

/** As AWS waits before it asks again. */
const ASK_AGAIN_SECONDS = 30;

/** Asks the functions of a deployment whether it goes on. Whoever runs functions here answers `lambda:invoke`. */
export class Hooks {
  constructor(
    private readonly settings: DeploymentSettings['hooks'], private readonly context: Pick<ResourceContext, 'calls'>,
    private readonly reporter: Reporter,
  ) {}

  async at(stage: string, check: () => void): Promise<void> {
    for (const { functionArn } of this.settings.filter(({ stages }) => stages.includes(stage))) {
      const invoke = this.context.calls()['lambda:invoke'];
      if (!invoke) {
        this.reporter.warning('ecs.hook.not-run', `${stage}: ${functionArn} does not run on this machine, and counts as SUCCEEDED`);
        continue;
      }
      this.reporter.info('ecs.hook', `${stage}: ${functionArn} is asked`);
      for (;;) {
        check();
        const answer = await this.ask(invoke, functionArn, stage);
        const status = stringAt(answer, 'hookStatus');
        if (status === 'SUCCEEDED') break;
        if (status !== 'IN_PROGRESS') throw new DeploymentFailed('HOOK_FAILED', `${functionArn} answered ${status ?? 'no hookStatus'} at ${stage}`);
        await delay((numberAt(answer, 'callBackDelay') ?? ASK_AGAIN_SECONDS) * 1000);
      }
    }
  }

  private async ask(invoke: ServiceCall, functionArn: string, stage: string): Promise<Json | undefined> {
    try {
      const answer = await invoke({ FunctionName: functionArn, Payload: { lifecycleStage: stage } });
      return at(answer, 'Payload') ?? answer;
    } catch (error) {
      throw new DeploymentFailed('HOOK_FAILED', `${functionArn} failed at ${stage}: ${messageOf(error)}`);
    }
  }
}
