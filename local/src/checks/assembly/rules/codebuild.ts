import { at, isObject, listAt, numberAt, stringAt } from '../../../assembly/json';
import { textOf } from '../../../assembly/text';
import { isSecretLike } from '../../secret-like';
import { actionsOf, PIPELINE } from '../action-view';
import { resourceRule, type Rule } from '../rule';

const PROJECT = 'AWS::CodeBuild::Project';

const COMPUTE_TYPES: Readonly<Record<string, readonly string[]>> = {
  LINUX_CONTAINER: [
    'BUILD_GENERAL1_SMALL',
    'BUILD_GENERAL1_MEDIUM',
    'BUILD_GENERAL1_LARGE',
    'BUILD_GENERAL1_XLARGE',
    'BUILD_GENERAL1_2XLARGE',
    'ATTRIBUTE_BASED_COMPUTE',
    'CUSTOM_INSTANCE_TYPE',
  ],
  LINUX_GPU_CONTAINER: ['BUILD_GENERAL1_SMALL', 'BUILD_GENERAL1_LARGE', 'ATTRIBUTE_BASED_COMPUTE', 'CUSTOM_INSTANCE_TYPE'],
  ARM_CONTAINER: [
    'BUILD_GENERAL1_SMALL',
    'BUILD_GENERAL1_MEDIUM',
    'BUILD_GENERAL1_LARGE',
    'BUILD_GENERAL1_XLARGE',
    'BUILD_GENERAL1_2XLARGE',
    'ATTRIBUTE_BASED_COMPUTE',
    'CUSTOM_INSTANCE_TYPE',
  ],
  LINUX_EC2: [
    'BUILD_GENERAL1_SMALL',
    'BUILD_GENERAL1_MEDIUM',
    'BUILD_GENERAL1_LARGE',
    'BUILD_GENERAL1_XLARGE',
    'BUILD_GENERAL1_2XLARGE',
    'ATTRIBUTE_BASED_COMPUTE',
    'CUSTOM_INSTANCE_TYPE',
  ],
  ARM_EC2: [
    'BUILD_GENERAL1_SMALL',
    'BUILD_GENERAL1_MEDIUM',
    'BUILD_GENERAL1_LARGE',
    'BUILD_GENERAL1_XLARGE',
    'BUILD_GENERAL1_2XLARGE',
    'ATTRIBUTE_BASED_COMPUTE',
    'CUSTOM_INSTANCE_TYPE',
  ],
  WINDOWS_SERVER_2019_CONTAINER: ['BUILD_GENERAL1_MEDIUM', 'BUILD_GENERAL1_LARGE'],
  WINDOWS_SERVER_2022_CONTAINER: ['BUILD_GENERAL1_MEDIUM', 'BUILD_GENERAL1_LARGE'],
  LINUX_LAMBDA_CONTAINER: ['BUILD_LAMBDA_1GB', 'BUILD_LAMBDA_2GB', 'BUILD_LAMBDA_4GB', 'BUILD_LAMBDA_8GB', 'BUILD_LAMBDA_10GB'],
  ARM_LAMBDA_CONTAINER: ['BUILD_LAMBDA_1GB', 'BUILD_LAMBDA_2GB', 'BUILD_LAMBDA_4GB', 'BUILD_LAMBDA_8GB', 'BUILD_LAMBDA_10GB'],
  MAC_ARM: ['BUILD_GENERAL1_MEDIUM', 'BUILD_GENERAL1_LARGE', 'CUSTOM_INSTANCE_TYPE'],
};
/** @see https://docs.aws.amazon.com/codebuild/latest/userguide/build-env-ref-available.html */
const OWN_IMAGE =
  /^aws\/codebuild\/((amazonlinux2?-(x86_64|aarch64)-(standard|base|lambda-standard))|standard|ubuntu-base|windows-base|macos-arm-base)(:|$)/;
const OWN_TAG = /:(latest|\d+(\.\d+)*(-[\d.]+)?|(2019|2022)-\d+\.\d+(-[\d.]+)?|(corretto|dotnet|go|nodejs|python|ruby)\d[\w.]*(-[\d.]+)?)$/;

/** CodeBuild projects. The text of a buildspec is looked at with the source. */
export const CODEBUILD_RULES: readonly Rule[] = [
  resourceRule('codebuild.compute', PROJECT, function* ({ properties }) {
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
  }),

  resourceRule('codebuild.environment', PROJECT, function* ({ properties }) {
    for (const key of ['Type', 'ComputeType', 'Image']) {
      if (at(properties, 'Environment', key) === undefined) {
        yield {
          path: `Properties.Environment.${key}`,
          message: 'a project must say what it builds in',
          fix: `set ${key}`,
        };
      }
    }
  }),

  resourceRule('codebuild.image', PROJECT, function* ({ properties }) {
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
  }),

  resourceRule(
    'codebuild.source-and-artifacts',
    PROJECT,
    function* (project, { graph }) {
      const source = stringAt(project.properties, 'Source', 'Type');
      const artifacts = stringAt(project.properties, 'Artifacts', 'Type');
      if (source === undefined || artifacts === undefined) {
        yield { path: 'Properties', message: 'a project must have a source and artifacts', fix: 'set Source.Type and Artifacts.Type' };
        return;
      }
      // CodePipeline gives its actions the artifacts, whatever the project says of its own.
      if (source !== 'CODEPIPELINE' && artifacts === 'CODEPIPELINE') {
        yield {
          path: 'Properties.Artifacts.Type',
          message: `source (${source}) and artifacts must both be CODEPIPELINE or both not`,
          value: artifacts,
          fix: 'write CODEPIPELINE for both',
        };
      }
      const inPipeline = graph
        .ofType(PIPELINE)
        .flatMap(actionsOf)
        .some(({ configuration }) => graph.named(configuration.ProjectName, PROJECT, 'Name') === project);
      if (inPipeline && source !== 'CODEPIPELINE') {
        yield {
          path: 'Properties.Source.Type',
          message: 'the project of a pipeline action must have its source from CODEPIPELINE',
          value: source,
          fix: 'write CODEPIPELINE',
        };
      }
      if (source === 'NO_SOURCE' && at(project.properties, 'Source', 'BuildSpec') === undefined) {
        yield {
          path: 'Properties.Source.BuildSpec',
          message: 'a project without a source must have its buildspec inline',
          fix: 'set BuildSpec',
        };
      }
    },
    'warning',
  ),

  resourceRule('codebuild.action-project', PIPELINE, function* (node, { graph }) {
    for (const { provider, configuration, path } of actionsOf(node)) {
      const target = graph.follow(configuration.ProjectName);
      if (provider === 'CodeBuild' && target && target.type !== PROJECT) {
        yield {
          path: `${path}.Configuration.ProjectName`,
          message: `must be a CodeBuild project, and ${target.logicalId} is a ${target.type}`,
          value: configuration.ProjectName,
          fix: 'name a project',
        };
      }
    }
  }),

  resourceRule('codebuild.role', PROJECT, function* ({ properties }) {
    if (properties.ServiceRole === undefined) {
      yield {
        path: 'Properties.ServiceRole',
        message: 'a project must have a role',
        fix: 'name the role that the build acts with',
      };
    }
  }),

  resourceRule('codebuild.timeout', PROJECT, function* ({ properties }) {
    for (const [key, most] of [
      ['TimeoutInMinutes', 2160],
      ['QueuedTimeoutInMinutes', 480],
    ] as const) {
      const minutes = numberAt(properties, key);
      if (minutes !== undefined && (minutes < 5 || minutes > most)) {
        yield {
          path: `Properties.${key}`,
          message: `must be from 5 to ${most} minutes`,
          value: minutes,
          fix: 'choose a value in this range',
        };
      }
    }
  }),

  resourceRule('codebuild.environment-variables', PROJECT, function* ({ properties }) {
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
      if (type === 'PLAINTEXT' && typeof variable.Value === 'string' && isSecretLike(names[index], variable.Value)) {
        yield {
          path,
          message: 'a secret must not be written in a template',
          value: names[index],
          fix: 'keep it in Secrets Manager or the parameter store, and set Type',
          severity: 'warning',
        };
      }
    }
  }),
];
