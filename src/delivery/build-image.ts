import { LinuxArmBuildImage, LinuxBuildImage, type IBuildImage } from 'aws-cdk-lib/aws-codebuild';

/** Both have Node.js 24. The oldest supported aws-cdk-lib has no constants for them. */
const X86_64 = 'aws/codebuild/amazonlinux-x86_64-standard:6.0';
const ARM64 = 'aws/codebuild/amazonlinux-aarch64-standard:4.0';

/** Amazon Linux 2023 on an architecture: `X86_64`, which is also the default, or `ARM64`. */
export function buildImageFor(architecture?: string): IBuildImage {
  return architecture === 'ARM64' ? LinuxArmBuildImage.fromCodeBuildImageId(ARM64) : LinuxBuildImage.fromCodeBuildImageId(X86_64);
}

/** Architecture of an image's machines: `X86_64` or `ARM64`. */
export function architectureOf({ type }: IBuildImage): string {
  return type.startsWith('ARM') ? 'ARM64' : 'X86_64';
}
