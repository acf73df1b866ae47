import { readFunction, type FunctionSettings } from './function-settings';
import { LocalFunction, type FunctionOptions } from './local-function';
import { listAt, stringAt } from '../../assembly/json';
import { onlyResource } from '../../stack';
import type { ResourceKind } from '../shape/resource';

const ALIAS = 'AWS::Lambda::Alias';

/** A Lambda function that serves behind the load balancer through its alias. */
export function lambdaKind(options: FunctionOptions): ResourceKind<FunctionSettings> {
  return {
    name: 'lambda',
    role: 'compute',
    types: [ALIAS],
    read(stack) {
      const targets = Object.values(stack.resources).filter(({ type }) => type === 'AWS::ElasticLoadBalancingV2::TargetGroup')
        .flatMap(({ properties }) => listAt(properties, 'Targets')).map((target) => stringAt(target, 'Id'));
      const alias = onlyResource(stack, ALIAS, ({ physicalId }) => targets.includes(physicalId), 'it is not the target of any target group');
      const { logicalIds, ...settings } = readFunction(stack, alias);
      return [{ id: this.name, settings, logicalIds, imitatedOtherwise: settings.notImitated }];
    },
    open: (context) => new LocalFunction(context, options),
  };
}
