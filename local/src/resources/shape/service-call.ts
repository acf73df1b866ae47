import { stringAt, type Json, type JsonObject } from '../../assembly/json';

/** What a service answers to a call of its API; throws `ServiceFailure` for what it refuses. */
type ServiceCall = (request: JsonObject) => Json | Promise<Json>;

/** By the name that Step Functions gives them: `autoscaling:describeAutoScalingGroups`. */
export type ServiceCalls = Readonly<Record<string, ServiceCall>>;

/** In Amazon's words: the error's name, and its cause. */
export class ServiceFailure extends Error {
  override readonly name = 'ServiceFailure';

  constructor(readonly error: string, cause: string) {
    super(cause === '' ? error : `${error}: ${cause}`);
  }
}

/** An environment has one of each: a call that names another one is a mistake. */
export function mustBe(name: string, parameter: string, request: JsonObject): void {
  const asked = stringAt(request, parameter);
  if (asked !== name) throw new ServiceFailure('States.Runtime', `${parameter} ${asked ?? '(none)'} is not of this environment, which has: ${name}`);
}
