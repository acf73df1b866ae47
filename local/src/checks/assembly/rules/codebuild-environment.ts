import { booleanAt, isObject, listAt, stringAt } from '../../../assembly/json';
import { textOf } from '../../../assembly/text';
import { type ResourceProblem, resourceRule, type Rule } from '../rule';
import type { Node } from '../template-graph';

const PROJECT = 'AWS::CodeBuild::Project';
const BY_ATTRIBUTE = ['ATTRIBUTE_BASED_COMPUTE', 'CUSTOM_INSTANCE_TYPE'];
const GENERAL = [...['SMALL', 'MEDIUM', 'LARGE', 'XLARGE', '2XLARGE'].map((size) => `BUILD_GENERAL1_${size}`), ...BY_ATTRIBUTE];
const WINDOWS = ['BUILD_GENERAL1_MEDIUM', 'BUILD_GENERAL1_LARGE'];
const LAMBDA = [1, 2, 4, 8, 10].map((gigabytes) => `BUILD_LAMBDA_${gigabytes}GB`);
const COMPUTE_TYPES: Readonly<Record<string, readonly string[]>> = {
  LINUX_CONTAINER: GENERAL,
  LINUX_GPU_CONTAINER: ['BUILD_GENERAL1_SMALL', 'BUILD_GENERAL1_LARGE', ...BY_ATTRIBUTE],
  ARM_CONTAINER: GENERAL,
  LINUX_EC2: GENERAL,
  ARM_EC2: GENERAL,
  WINDOWS_SERVER_2019_CONTAINER: WINDOWS,
  WINDOWS_SERVER_2022_CONTAINER: WINDOWS,
  LINUX_LAMBDA_CONTAINER: LAMBDA,
  ARM_LAMBDA_CONTAINER: LAMBDA,
  MAC_ARM: ['BUILD_GENERAL1_MEDIUM', 'BUILD_GENERAL1_LARGE', 'CUSTOM_INSTANCE_TYPE'],
};
/** @see https://docs.aws.amazon.com/codebuild/latest/userguide/build-env-ref-available.html */
const OWN_IMAGE =
  /^aws\/codebuild\/((amazonlinux2?-(x86_64|aarch64)-(standard|base|lambda-standard))|standard|ubuntu-base|windows-base|macos-arm-base)(:|$)/;
const OWN_TAG = /:(latest|\d+(\.\d+)*(-[\d.]+)?|(2019|2022)-\d+\.\d+(-[\d.]+)?|(corretto|dotnet|go|nodejs|python|ruby)\d[\w.]*(-[\d.]+)?)$/;
const MAKES_IMAGES = /docker|podman|buildah|buildkit|kaniko|finch|testcontainers|\bcdk\b|\bsam\b|\becr\b|make|npm|yarn|gradle|mvn|\.sh\b/i;

/** The build environment. */
export const CODEBUILD_ENVIRONMENT_RULES: readonly Rule[] = [
  resourceRule('codebuild.compute', PROJECT, codebuildCompute),
  resourceRule('codebuild.image', PROJECT, codebuildImage),
  resourceRule('codebuild.environment-variables', PROJECT, environmentVariables),
  resourceRule('codebuild.privileged', PROJECT, privileged, 'warning'),
];

function* codebuildCompute({ properties }: Node): Iterable<ResourceProblem> {
  const type = stringAt(properties, 'Environment', 'Type');
  const compute = stringAt(properties, 'Environment', 'ComputeType');
  if (type === undefined || compute === undefined) return;
  if (!Object.hasOwn(COMPUTE_TYPES, type)) {
    yield {
      path: 'Properties.Environment.Type',
      message: `an environment type must be one of ${Object.keys(COMPUTE_TYPES).join(', ')}`,
      value: type,
      fix: 'write LINUX_CONTAINER',
    };
  } else if (!COMPUTE_TYPES[type].includes(compute)) {
    yield {
      path: 'Properties.Environment.ComputeType',
      message: `${type} has the compute types ${COMPUTE_TYPES[type].join(', ')}`,
      value: compute,
      fix: 'name one of them',
    };
  }
}

function* codebuildImage({ properties }: Node): Iterable<ResourceProblem> {
  const image = stringAt(properties, 'Environment', 'Image');
  const type = stringAt(properties, 'Environment', 'Type') ?? '';
  const credentials = stringAt(properties, 'Environment', 'ImagePullCredentialsType');
  if (credentials !== undefined && !['CODEBUILD', 'SERVICE_ROLE'].includes(credentials)) {
    yield {
      path: 'Properties.Environment.ImagePullCredentialsType',
      message: 'must be CODEBUILD or SERVICE_ROLE',
      value: credentials,
      fix: 'write CODEBUILD',
    };
  }
  if (!image?.startsWith('aws/codebuild/')) return;
  const path = 'Properties.Environment.Image';
  if (!/:[\w.-]+$/.test(image)) {
    yield {
      path,
      message: 'an image must have a tag',
      value: image,
      fix: 'write aws/codebuild/NAME:TAG',
    };
  } else if (!OWN_IMAGE.test(image) || !OWN_TAG.test(image)) {
    yield {
      path,
      message: 'CodeBuild has no such image',
      value: image,
      fix: 'write e.g. aws/codebuild/amazonlinux-x86_64-standard:6.0',
      severity: 'warning',
    };
  }
  const arm = /aarch64|-arm-/.test(image);
  if (arm !== type.startsWith('ARM') && !type.startsWith('MAC')) {
    yield {
      path,
      message: `the image does not run on ${type}`,
      value: image,
      fix: arm ? 'use an ARM_CONTAINER' : 'use an image for this processor',
    };
  }
  if (/windows/.test(image) !== type.startsWith('WINDOWS')) {
    yield {
      path,
      message: `the image does not run on ${type}`,
      value: image,
      fix: 'use an image for this operating system',
    };
  }
  if (credentials === 'SERVICE_ROLE') {
    yield {
      path: 'Properties.Environment.ImagePullCredentialsType',
      message: "CodeBuild's own images are pulled with CodeBuild's credentials",
      value: 'SERVICE_ROLE',
      fix: 'write CODEBUILD',
    };
  }
}

function* environmentVariables({ properties }: Node): Iterable<ResourceProblem> {
  const variables = listAt(properties, 'Environment', 'EnvironmentVariables').filter(isObject);
  const names = variables.map(({ Name: name }) => textOf(name));
  for (const [index, variable] of variables.entries()) {
    const path = `Properties.Environment.EnvironmentVariables[${index}]`;
    const type = stringAt(variable, 'Type') ?? 'PLAINTEXT';
    if (!['PLAINTEXT', 'PARAMETER_STORE', 'SECRETS_MANAGER'].includes(type)) {
      yield {
        path: `${path}.Type`,
        message: 'must be PLAINTEXT, PARAMETER_STORE or SECRETS_MANAGER',
        value: type,
        fix: 'name one of them',
      };
    }
    if (names.indexOf(names[index]) !== index) {
      yield {
        path: `${path}.Name`,
        message: 'two variables must not have the same name',
        value: names[index],
        fix: 'remove one of them',
      };
    }
    if (names[index].startsWith('CODEBUILD_')) {
      yield {
        path: `${path}.Name`,
        message: 'names that begin with CODEBUILD_ are reserved',
        value: names[index],
        fix: 'rename it',
        severity: 'warning',
      };
    }
  }
}

function* privileged({ properties }: Node): Iterable<ResourceProblem> {
  const commands = stringAt(properties, 'Source', 'BuildSpec') ?? '';
  // Files of the repository, and what the build's programs do, are not known here.
  if (booleanAt(properties, 'Environment', 'PrivilegedMode') === true && commands.includes('\n') && !MAKES_IMAGES.test(commands)) {
    yield {
      path: 'Properties.Environment.PrivilegedMode',
      message: 'a build that does not build container images does not need privileged mode',
      value: true,
      fix: 'set it to false',
    };
  }
}
