import { relative } from 'node:path';
import type { AssetManifestArtifact, CloudArtifact, CloudAssembly } from 'aws-cdk-lib/cx-api';
import type { EnvironmentAssets } from '../delivery/asset-publishing';
import type { SynthesizedEnvironment } from '../delivery/delivery-pipeline';
import { isPublicParameter } from '../delivery/template-parameters';

interface Parameter {
  readonly Type: string;
  readonly Default?: string;
}

interface Template {
  readonly Parameters?: Record<string, Parameter>;
}

/**
 * What the pipeline must publish and may read before it can create an environment's change set.
 *
 * @param assembly cloud assembly of the environment
 * @param root directory of the whole assembly, which is the pipeline's artifact
 */
export function synthesizedEnvironment(assembly: CloudAssembly, root: string): SynthesizedEnvironment {
  const parameters = assembly.stacks.flatMap(({ template }) => Object.values((template as Template).Parameters ?? {}));
  const names = namesOf(parameters, (type) => type.startsWith('AWS::SSM::Parameter::'));
  return {
    assets: assetsOf(assembly, root),
    parameterNames: names.filter((name) => !isPublicParameter(name)),
    imageParameters: namesOf(parameters, (type) => type === 'AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>'),
  };
}

function namesOf(parameters: Parameter[], wanted: (type: string) => boolean): string[] {
  return [...new Set(parameters.filter(({ Type }) => wanted(Type)).flatMap(({ Default }) => Default ?? []))];
}

/** Templates of stacks are assets, too, but arrive with the pipeline's artifact. */
function assetsOf(assembly: CloudAssembly, root: string): EnvironmentAssets | undefined {
  const templates = new Set(assembly.stacks.map(({ templateFile }) => templateFile));
  const published = assembly.artifacts.filter(isAssetManifest).map(({ file, contents }) => {
    const files = Object.values(contents.files ?? {}).filter(({ source }) => source.path === undefined || !templates.has(source.path));
    const images = Object.values(contents.dockerImages ?? {});
    const roleArns = [...files, ...images].flatMap(({ destinations }) => Object.values<{ assumeRoleArn?: string }>(destinations))
      .flatMap(({ assumeRoleArn }) => assumeRoleArn ?? []);
    return { file, roleArns, images: images.length > 0, count: files.length + images.length };
  }).filter(({ count }) => count > 0);
  if (published.length === 0) return undefined;
  return {
    manifests: published.map(({ file }) => relative(root, file)),
    roleArns: [...new Set(published.flatMap(({ roleArns }) => roleArns))],
    images: published.some(({ images }) => images),
  };
}

function isAssetManifest(artifact: CloudArtifact): artifact is AssetManifestArtifact {
  return artifact.manifest.type.toString() === 'cdk:asset-manifest';
}
