import { misuse } from '../../core/misuse';
import { quoted } from '../../core/quoted';
import { bakingScript, provisioningScript, readScript } from '../../core/script';

/** Image Builder allows 16,000; names of buckets and regions are longer at deployment than their tokens at synthesis. */
const MOST_CHARACTERS = 15_000;

export interface ImageComponentProps {
  /** Scripts of the runtime, and their environment variables. */
  readonly hostScripts: readonly string[];
  readonly hostVariables: Readonly<Record<string, string>>;
  readonly codeDeployAgent: string;
  /** Packages that hosts would otherwise install at boot. */
  readonly packages: readonly string[];
  /** The script that runs the user's `provisioning`, in Amazon S3. */
  readonly partsScript?: { readonly name: string; readonly url: string };
  /** Scripts that test the image, in Amazon S3. */
  readonly tests: readonly string[];
  readonly region: string;
}

/**
 * What Image Builder runs on the instance that becomes the image, and on one launched from it.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-use-documents.html
 */
export function imageComponent(props: ImageComponentProps): object {
  const { hostScripts, partsScript, tests } = props;
  const build = [
    ...hostScripts.map(readScript),
    ...partsScript ? [readScript(provisioningScript('parts-script'))] : [],
    readScript(provisioningScript('codedeploy-agent')),
    readScript(bakingScript('finish-image')),
  ];
  const offline = [readScript(provisioningScript('baked-packages')), ...hostScripts.map(readScript), readScript(bakingScript('test-image'))];
  const document = {
    name: 'gostyle',
    schemaVersion: 1,
    phases: [
      { name: 'build', steps: [step('Provision', 1800, script(props, build))] },
      {
        name: 'test',
        steps: [
          step('TestWithoutNetwork', 300, `unshare --net bash <<'END_OF_TEST'\n${script(props, offline)}\nEND_OF_TEST`),
          ...tests.map((url, index) => step(`Test${index + 1}`, 900, testScript(url, props.region))),
        ],
      },
    ],
  };
  requireInline(JSON.stringify(document));
  return document;
}

function step(name: string, timeoutSeconds: number, command: string): object {
  return { name, action: 'ExecuteBash', timeoutSeconds, onFailure: 'Abort', inputs: { commands: [command] } };
}

function script({ hostVariables, codeDeployAgent, packages, partsScript, region }: ImageComponentProps, steps: readonly string[]): string {
  const variables: Record<string, string> = {
    ...hostVariables,
    GOSTYLE_CODEDEPLOY_AGENT: codeDeployAgent,
    GOSTYLE_IMAGE_PACKAGES: packages.join('\n'),
    GOSTYLE_PARTS_SCRIPT: partsScript?.name ?? '',
  };
  return [
    'set -euo pipefail',
    ...Object.entries(variables).map(([name, value]) => `export ${name}=${quoted(value)}`),
    // A token here is a name of letters, digits and hyphens, so it needs no escaping.
    `export GOSTYLE_PARTS_URL="${partsScript?.url ?? ''}" GOSTYLE_REGION="${region}"`,
    ...steps,
  ].join('\n');
}

function testScript(url: string, region: string): string {
  return ['set -euo pipefail', 'file="$(mktemp)"', `aws s3 cp --only-show-errors --region "${region}" "${url}" "$file"`, 'bash "$file"'].join('\n');
}

/** Image Builder expands `{{`. */
function requireInline(text: string): void {
  if (text.includes('{{')) {
    throw misuse('runtime.hostScripts', 'must not contain `{{` together with `compute.image`, because Image Builder replaces it', '{{',
      'write `{ {`, or move it to `compute.provisioning`');
  }
  if (text.length > MOST_CHARACTERS) {
    throw misuse('runtime.hostScripts', `must fit into a component of at most ${MOST_CHARACTERS} characters with \`compute.image\``, text.length,
      'move them to `compute.provisioning`');
  }
}
