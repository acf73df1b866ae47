import { build, removeTemporaryDirectories, type SampleOptions, type Tree } from './sample';

afterAll(removeTemporaryDirectories);

interface Expected {
  /** The statuses of the phases that did not succeed; empty if the build succeeds. */
  readonly failed?: readonly string[];
  readonly proof?: string;
  readonly files?: readonly string[];
  readonly exported?: Readonly<Record<string, string>>;
  /** A part of one of the messages. */
  readonly message?: string | RegExp;
}

type Case = [title: string, buildspec: string, expected: Expected];

async function check(buildspec: string, { failed = [], proof, files, exported, message }: Expected, options: SampleOptions = {}): Promise<void> {
  const { result, artifactFile } = await build(buildspec, options);
  expect({
    failed: Object.entries(result.phases).filter(([, phase]) => phase.status !== 'SUCCEEDED').map(([name]) => name), messages: result.messages,
  }).toEqual({ failed, messages: message === undefined ? expect.anything() : expect.arrayContaining([expect.stringMatching(message)]) });
  expect(result.status).toBe(failed.length > 0 ? 'FAILED' : 'SUCCEEDED');
  if (proof !== undefined) expect(artifactFile('proof')).toBe(proof);
  if (files) expect(result.artifacts.primary).toEqual(files);
  if (exported) expect(result.exportedVariables).toEqual(exported);
}

const PROOF = 'artifacts: {files: [proof]}\n';

/** Commands of the build phase, as lines of YAML. */
const commands = (lines: string, head = ''): string => {
  const items = lines.split('\n').map((line) => `      ${line}`).join('\n');
  return `version: 0.2\n${head}phases:\n  build:\n    commands:\n${items}\n${PROOF}`;
};
const phases = (text: string): string => `version: 0.2\nphases: {${text}}\n${PROOF}`;
const artifacts = (text: string): string => `version: 0.2\nphases: {}\nartifacts: {${text}}\n`;

test.each<Case>([
  ['Windows line endings', commands('- |\n  echo a > proof\n  echo b >> proof\n- echo c >> proof').replaceAll('\n', '\r\n'), { proof: 'a\nb\nc\n' }],
  ['a byte order mark', `\uFEFF${commands('- echo a > proof')}`, { proof: 'a\n' }],
  ['a document marker and what follows its end', `---\n${commands('- echo a > proof')}...\nrest: [\n`, { proof: 'a\n' }],
  ['scalars that other readers would change',
    commands('- echo "$A|$B|$C|$D|$E|$F|$G|$H|$I|$J" > proof',
      'env: {variables: {A: yes, B: 0644, C: , D: ~, E: 1:30, F: 1.10, G: 2024-01-02, H: 1_000, I: 0x1F, J: "null"}}\n'),
    { proof: 'yes|0644|||1:30|1.10|2024-01-02|1_000|0x1F|null\n' }],
  ['names that YAML 1.1 takes for booleans', commands('- echo "$on$y" > proof', 'env: {variables: {on: o, y: k}}\n'), { proof: 'ok\n' }],
  ['merge keys and anchors',
    `version: 0.2\nshared: &shared\n  commands: &list [echo a >> proof]\nphases:\n  install: {commands: *list}\n  build: {<<: *shared}\n${PROOF}`,
    { proof: 'a\na\n', message: '`shared` is not part of a buildspec' }],
  ['folded and kept blocks', commands('- >-\n  echo a\n  b >\n  proof\n- |+\n  echo c >> proof\n'), { proof: 'a b\nc\n' }],
  ['a number, a boolean, nothing and an empty text as commands', commands('- true\n-\n- ""\n- echo a > proof'), { proof: 'a\n' }],
  ['a command alone instead of a list', phases('build: {commands: echo a > proof}'), { proof: 'a\n' }],
  ['a phase without anything, and one without commands', phases('install: , pre_build: {commands: }, build: {commands: [echo a > proof]}'),
    { proof: 'a\n' }],
  ['the last of two phases of a name', phases('build: {commands: [echo a > proof]}, build: {commands: [echo b > proof]}'), { proof: 'b\n' }],
  ['env without anything', commands('- echo a > proof', 'env:\n'), { proof: 'a\n' }],
  ['keys that are not known',
    'version: 0.2\nphases: {build: {commands: [echo a > proof], bar: 2}}\nartifacts: {files: [proof], baz: 1}\nenv: {vars: {}}\n', {
      proof: 'a\n',
      message: '`baz` is not part of artifacts',
    }],
  ['a version as a number with a zero more', commands('- echo a > proof').replace('0.2', '0.20'), { proof: 'a\n' }],
  ['version 0.1: its own names, and nothing carries over',
    `version: 0.1\nenvironment_variables: {plaintext: {A: a}}\nphases: {build: {commands: [cd /, B=b, 'echo "$A$B" > proof']}}\n${PROOF}`,
    { proof: 'a\n' }],
])('reads %s', (_title, buildspec, expected) => check(buildspec, expected));

test.each<Case>([
  ['a list in a list', commands('- - echo a'), {
    failed: ['DOWNLOAD_SOURCE'],
    message: /YAML_FILE_ERROR .*Expected Commands\[0\] to be of string type: found subkeys instead at line 5/,
  }],
  ['a colon and a blank', commands('- echo a: b'), { failed: ['DOWNLOAD_SOURCE'], message: 'found subkeys instead at line 5' }],
  ['a character that begins no scalar', commands('- @x'), {
    failed: ['DOWNLOAD_SOURCE'],
    message: 'found character that cannot start any token at line 5',
  }],
  ['version 2', commands('- true').replace('0.2', '2'), { failed: ['DOWNLOAD_SOURCE'], message: 'Invalid buildspec version: 2' }],
  ['only a comment', '# nothing\n', { failed: ['DOWNLOAD_SOURCE'], message: 'YAML file is empty' }],
  ['a variable that is a list', commands('- true', 'env: {variables: {A: [1]}}\n'), {
    failed: ['DOWNLOAD_SOURCE'],
    message: 'Expected env/variables/A to be of string type at line 2',
  }],
  ['on-failure in small letters', phases('build: {on-failure: abort, commands: ["true"]}'), {
    failed: ['DOWNLOAD_SOURCE'],
    message: 'Invalid on-failure: abort',
  }],
  ['discard-paths that is neither yes nor no', artifacts('files: [a], discard-paths: maybe'), {
    failed: ['DOWNLOAD_SOURCE'],
    message: 'to be yes or no, got maybe',
  }],
  ['steps, which are GitHub\'s', phases('build: {steps: [{uses: actions/checkout@v4}]}'), {
    failed: ['DOWNLOAD_SOURCE'],
    message: '`steps` at line 2 run GitHub Actions',
  }],
])('fails for %s', (_title, buildspec, expected) => check(buildspec, expected));

test.each<Case>([
  ['finally alone', phases('build: {finally: [echo f > proof]}'), { proof: 'f\n' }],
  ['a finally that fails ends the build before the next phase',
    phases('pre_build: {commands: [echo a > proof], finally: ["false"]}, build: {commands: [echo b >> proof]}'), { failed: ['PRE_BUILD'] }],
  ['a command and a finally that fail: the command is the reason',
    phases('build: {commands: [exit 3], finally: [exit 4, echo no > proof]}, post_build: {commands: [echo p >> proof]}'), {
      failed: ['BUILD'],
      proof: 'p\n',
      message: /^COMMAND_EXECUTION_ERROR Message: Error while executing command: exit 3\. Reason: exit status 3$/,
    }],
  ['CONTINUE after install',
    phases('install: {on-failure: CONTINUE, commands: ["false"]}, build: {commands: [echo $CODEBUILD_BUILD_SUCCEEDING > proof]}'),
    { failed: ['INSTALL'], proof: '0\n' }],
  ['ABORT in build: neither post_build nor artifacts',
    phases('build: {on-failure: ABORT, commands: [echo a > proof, "false"]}, post_build: {commands: [echo p >> proof]}'), {
      failed: ['BUILD'],
      files: undefined,
    }],
  ['RETRY without a count: three times more', phases('build: {on-failure: RETRY, commands: [echo a >> proof, "false"]}'), {
    failed: ['BUILD'],
    proof: 'a\na\na\na\n',
  }],
  ['RETRY-0: never', phases('build: {on-failure: RETRY-0, commands: [echo a >> proof, "false"]}'), { failed: ['BUILD'], proof: 'a\n' }],
  ['post_build that fails: artifacts all the same', phases('post_build: {commands: [echo a > proof, exit 5]}'), {
    failed: ['POST_BUILD'],
    proof: 'a\n',
  }],
  ['a program that does not exist', commands('- nosuchprogram'), {
    failed: ['BUILD', 'UPLOAD_ARTIFACTS'],
    message: 'Error while executing command: nosuchprogram. Reason: exit status 127',
  }],
  ['a shell that is killed', commands('- kill -9 $$'), { failed: ['BUILD', 'UPLOAD_ARTIFACTS'], message: 'Reason: signal: killed' }],
])('phases: %s', (_title, buildspec, expected) => check(buildspec, expected));

test.each<Case>([
  ['set -e ends its own command only', commands('- |\n  set -e\n  echo a > proof\n- false; echo b >> proof'), { proof: 'a\nb\n' }],
  ['set -e within a command', commands('- |\n  set -e\n  echo a > proof\n  false\n  echo b >> proof'), { failed: ['BUILD'], proof: 'a\n' }],
  ['exit 0 loses what its command changed', commands('- A=1\n- A=2; exit 0\n- echo $A > proof'), { proof: '1\n' }],
  ['a here-document', commands('- |\n  cat > proof <<EOT\n  a $((1 + 1))\n  EOT'), { proof: 'a 2\n' }],
  ['quotes of YAML and of the shell', commands('- "echo \\"a\'b\\" > proof"\n- \'echo "it\'\'s" >> proof\'\n- echo \\$HOME >> proof'),
    { proof: 'a\'b\nit\'s\n$HOME\n' }],
  ['a value with quotes, a new line and a dollar carries over', commands('- |\n  A="a\'b\n  c\\"d \\$x"\n- printf %s "$A" > proof'),
    { proof: 'a\'b\nc"d $x' }],
  ['a variable that is unset stays unset', commands('- unset A\n- echo "${A-unset}" > proof', 'env: {variables: {A: x}}\n'), { proof: 'unset\n' }],
  ['a folder with blanks carries over', commands('- mkdir -p "a b/c" && cd "a b/c"\n- basename "$PWD" > $CODEBUILD_SRC_DIR/proof'), { proof: 'c\n' }],
  ['functions do not carry over; bash has what bash has',
    commands('- f() { :; }\n- type f > /dev/null 2>&1 || echo no > proof\n- "[[ a == a ]] && echo bash >> proof"', 'env: {shell: bash}\n'),
    { proof: 'no\nbash\n' }],
  ['nothing to read from standard input', commands('- cat > proof; echo end >> proof'), { proof: 'end\n' }],
  ['a variable of the buildspec is literal', commands('- echo "$P" > proof', 'env: {variables: {P: "$PATH:/x"}}\n'), { proof: '$PATH:/x\n' }],
  ['exported variables: a single one, and one that is never set', commands('- A=1\n- touch proof', 'env: {exported-variables: A}\n'),
    { exported: { A: '1' } }],
  ['exported variables: the build\'s own and the buildspec\'s, none of AWS\'s', commands('- touch proof',
    'env: {variables: {A: a}, exported-variables: [A, NOPE, CODEBUILD_BUILD_NUMBER, AWS_REGION]}\n'), {
    exported: {
      A: 'a',
      CODEBUILD_BUILD_NUMBER: '1',
    },
    message: 'AWS_REGION cannot be exported',
  }],
])('shell: %s', (_title, buildspec, expected) => check(buildspec, expected));

const TREE: Tree = { 'a': 'A', '.env': '', 'dir/x': '', 'dir/sub/y': '', 'dir/sub/.git/z': '', 'b.txt': '', 'c.txt': '', 'ee.txt': '' };

test.each<Case>([
  ['** alone', artifacts('files: ["**"]'), {
    files: ['.env', 'a', 'b.txt', 'buildspec.yml', 'c.txt', 'dir/sub/.git/z', 'dir/sub/y', 'dir/x',
      'ee.txt'],
  }],
  ['* is one level, dot files too', artifacts('files: ["*"], exclude-paths: "*.*"'), { files: ['a'] }],
  ['braces, classes and question marks', artifacts('files: ["{a,b}.txt", "[cd].txt", "e?.txt"]'), { files: ['b.txt', 'c.txt', 'ee.txt'] }],
  ['paths that are written in a roundabout way', artifacts('files: [./a, dir//x, ./dir/sub/*]'), { files: ['a', 'dir/sub/y', 'dir/x'] }],
  ['one that is missing is skipped', artifacts('files: [a, nope, "x*"]'), { files: ['a'], message: 'Skipping invalid file path nope' }],
  ['a folder is not a file', artifacts('files: [dir]'), {
    failed: ['UPLOAD_ARTIFACTS'],
    message: 'CLIENT_ERROR Message: no matching artifact paths found',
  }],
  ['never relative to where the last command was', 'version: 0.2\nphases: {build: {commands: [cd dir]}}\nartifacts: {files: [x]}\n',
    { failed: ['UPLOAD_ARTIFACTS'] }],
  ['variables of the buildspec and of commands in paths',
    'version: 0.2\nenv: {variables: {D: dir}}\nphases: {build: {commands: [E=sub]}}\nartifacts: {files: ["$D/${E}/*"]}\n', { files: ['dir/sub/y'] }],
  ['all dot folders and dot files excluded', artifacts('files: ["dir/**/*", .env], exclude-paths: ["**/.*/**/*", "**/.*"]'), {
    files: ['dir/sub/y',
      'dir/x'],
  }],
  ['excluded paths count from the base directory', artifacts('files: ["**/*"], base-directory: dir, exclude-paths: ["sub/*", "**/.git/**/*"]'),
    { files: ['x'] }],
  ['nothing outside of the source', 'version: 0.2\nphases: {build: {commands: ["mkdir ../o && echo > ../o/f"]}}\nartifacts: {files: [../o/f]}\n',
    { failed: ['UPLOAD_ARTIFACTS'] }],
  ['no files at all', artifacts(''), { failed: ['UPLOAD_ARTIFACTS'], message: 'no definition for primary artifacts in buildspec' }],
  ['a secondary one without files', artifacts('files: [a], secondary-artifacts: {B: {base-directory: dir}}'), {
    failed: ['UPLOAD_ARTIFACTS'],
    message: 'no matching artifact paths found',
  }],
])('artifacts: %s', (_title, buildspec, expected) => check(buildspec, expected, { tree: TREE }));

test('a secret of another version is replaced by the available one, with a message', async () => {
  await check(commands('- echo "$A|$B|$C" > proof',
    'env: {secrets-manager: {A: "s:k:AWSCURRENT", B: "s:k::v1", C: "arn:aws:secretsmanager:eu-west-1:1:secret:s-AbCdEf:k:AWSPREVIOUS"}}\n'), {
    proof: 'hidden|hidden|hidden\n', message: 's:k::v1 asks for a version',
  }, { stores: { parameterStore: {}, secretsManager: { s: '{"k":"hidden"}' } } });
});

test('the name of an artifact is expanded by a shell', async () => {
  const { log } = await build(artifacts('files: [a], name: "web-$AWS_REGION-$(echo a\'b\' | tr a x)", s3-prefix: p'), { tree: TREE });
  expect(log.filter((line) => /name is|s3-prefix/.test(line))).toEqual([expect.stringContaining("The artifact's name is web-us-east-1-xb; "),
    expect.stringContaining('s3-prefix p is for a bucket')]);
});
