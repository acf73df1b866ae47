import type { ICompute } from './compute-config';
import { Ec2Compute } from './ec2/ec2-compute';
import type { Ec2Options } from './ec2/ec2-options';
import { FargateCompute } from './fargate/fargate-compute';
import type { FargateOptions } from './fargate/fargate-options';
import { LambdaCompute } from './lambda/lambda-compute';
import type { LambdaOptions } from './lambda/lambda-options';
import { guardFactories } from '../core/guard-factories';

/**
 * What an environment's application runs on.
 *
 * @exampleMetadata fixture=pipeline
 * @example
 * Environment.named('staging', { compute: Compute.fargate({ command: ['node', 'main.js'] }) });
 * Environment.named('production', { compute: Compute.ec2({ deployment: InPlace.oneAtATime({ extraCapacity: 1 }) }) });
 */
export class Compute {
  /**
   * EC2 instances in an Auto Scaling group, in private subnets behind the load balancer.
   *
   * @param options size and type of the instances, and how revisions are deployed to them
   */
  static ec2(options: Ec2Options = {}): ICompute {
    return new Ec2Compute(options);
  }

  /**
   * Containers on AWS Fargate, in private subnets behind the load balancer. The pipeline builds their image once, in its Build stage.
   *
   * @param options size, number and command of the tasks, and how a revision replaces the previous one
   */
  static fargate(options: FargateOptions): ICompute {
    return new FargateCompute(options);
  }

  /**
   * A Lambda function behind the load balancer, by AWS SAM: without requests nothing runs and nothing is billed. The AWS Lambda Web Adapter runs
   * the application unchanged. Not for WebSockets, bodies over 1 MB, work after a response, or revisions over 250 MB.
   *
   * @param options size of the function, and how traffic moves to a new revision
   */
  static lambda(options: LambdaOptions = {}): ICompute {
    return new LambdaCompute(options);
  }

  private constructor() {}
}

guardFactories('Compute', Compute);
