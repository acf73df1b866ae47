/** Computes that an application runs on. */
export enum Compute {
  /** Amazon EC2 instances, deployed by CodeDeploy. */
  EC2 = 'ec2',
  /** Tasks on AWS Fargate. */
  FARGATE = 'fargate',
  /** AWS Lambda functions. */
  LAMBDA = 'lambda',
}
