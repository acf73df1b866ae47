import { stringAt, type Json, type JsonObject } from '../../assembly/json';

/** Answers a call to an AWS API; throws `ServiceFailure` for an error response. An answer that has to wait does so until the signal. */
type ServiceCall = (request: JsonObject, signal: AbortSignal) => Json | Promise<Json>;

/** By their Step Functions names, such as `autoscaling:describeAutoScalingGroups`. */
export type ServiceCalls = Readonly<Record<string, ServiceCall>>;

/** An AWS API error: its name and cause. */
export class ServiceFailure extends Error {
  override readonly name = 'ServiceFailure';

  constructor(readonly error: string, cause: string) {
    super(cause === '' ? error : `${error}: ${cause}`);
  }
}

/** An environment has only one of each, so a call that names another one is a mistake. */
export function mustBe(name: string, parameter: string, request: JsonObject): void {
  const asked = stringAt(request, parameter);
  if (asked !== name) {
    throw new ServiceFailure('States.Runtime', `${parameter} ${asked ?? '(none)'} does not belong to this environment, which has: ${name}`);
  }
}
