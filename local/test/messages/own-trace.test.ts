import { ownTrace } from '../../src/messages/traces/own-trace';

const RULE = 'Error: `application.port` must be a whole number between 1024 and 65535, got: 99999; choose a free one, such as 3000';

/** Output of programs in several languages and versions, and what remains of it. */
interface Case {
  readonly from: string;
  readonly printed: readonly string[];
  readonly left: readonly string[];
}

const CASES: readonly Case[] = [
  {
    from: 'a constructor of the library',
    printed: [
      '/app/infrastructure/node_modules/gostyle-web-pipeline/src/core/misuse.ts:9',
      '  return new Error(`\\`${prop}\\` ${rule}, got: ${shown(value)}; ${fix}`);',
      '         ^',
      '',
      '',
      RULE,
      '    at misuse (/app/infrastructure/node_modules/gostyle-web-pipeline/src/core/misuse.ts:9:10)',
      '    at new WebApplication (/app/infrastructure/node_modules/gostyle-web-pipeline/src/application/web-application.ts:11:49)',
      '    at <anonymous> (/app/infrastructure/app.ts:13:28)',
      '    at Object.<anonymous> (/app/infrastructure/app.ts:14:2)',
      '    at Module._compile (node:internal/modules/cjs/loader:1521:14)',
      '    at Object.transformer (/app/infrastructure/node_modules/tsx/dist/register-B1c7OH6V.cjs:22:2188)',
      '',
      'Node.js v20.20.2',
    ],
    left: [RULE, '    at <anonymous> (/app/infrastructure/app.ts:13:28)', '    at Object.<anonymous> (/app/infrastructure/app.ts:14:2)'],
  },
  {
    from: 'findings of synthesis',
    printed: [
      '/app/infrastructure/node_modules/aws-cdk-lib/core/lib/private/synthesis.js:2',
      '  `);throw new(errors_1()).UnscopedValidationError((0,literal_string_1().lit)`ValidationFailedWithErrors`,`Validation failed',
      '     ^',
      '',
      '[«ValidationFailedWithErrors» Validation failed with the following errors:',
      '  [Web/Web] appspec.yml:13: must be there, got: deploy/missing.sh; correct the path',
      '  [Web/Web] buildspec.yml:4: must be 0.2, got: 0.3; write `version: 0.2`',
      '    ...aws-cdk-lib, node internals, tsx...',
      '    (no user code in 10 frames, use --stack-trace-limit to capture more)]',
      '',
      'Node.js v20.20.2',
    ],
    left: [
      'Validation failed with the following errors:',
      '  [Web/Web] appspec.yml:13: must be there, got: deploy/missing.sh; correct the path',
      '  [Web/Web] buildspec.yml:4: must be 0.2, got: 0.3; write `version: 0.2`',
    ],
  },
  {
    from: 'findings of synthesis, in an app that calls it',
    printed: [
      '«ValidationFailedWithErrors» Validation failed with the following errors:',
      '  [Web/Web] appspec.yml:13: must be there, got: deploy/missing.sh; correct the path',
      '    ...synth in aws-cdk-lib...',
      '    at <anonymous> (/app/infrastructure/app.ts:20:5)',
      '    ...node internals, tsx...',
    ],
    left: [
      'Validation failed with the following errors:',
      '  [Web/Web] appspec.yml:13: must be there, got: deploy/missing.sh; correct the path',
      '    at <anonymous> (/app/infrastructure/app.ts:20:5)',
    ],
  },
  {
    from: 'an app that throws its own error',
    printed: [
      '/app/infrastructure/app.ts:15',
      'function pick(): void { throw new Error("no such colour"); }',
      '                              ^',
      '',
      '',
      'Error: no such colour',
      '    at pick (/app/infrastructure/app.ts:15:31)',
      '    at Array.forEach (<anonymous>)',
      '    at async ModuleLoader.import (node:internal/modules/esm/loader:606:24)',
      '',
      'Node.js v20.20.2',
    ],
    left: [
      '/app/infrastructure/app.ts:15',
      'function pick(): void { throw new Error("no such colour"); }',
      '                              ^',
      '',
      'Error: no such colour',
      '    at pick (/app/infrastructure/app.ts:15:31)',
    ],
  },
  {
    from: 'an app that does not compile (tsx)',
    printed: [
      'node:internal/modules/run_main:123',
      '    triggerUncaughtException(',
      '    ^',
      '',
      'Error: Transform failed with 1 error:',
      '/app/infrastructure/app.ts:4:10: ERROR: Unexpected ";"',
      '    at failureErrorWithLog (/app/infrastructure/node_modules/esbuild/lib/main.js:1752:15)',
      '    at responseCallbacks.<computed> (/app/infrastructure/node_modules/esbuild/lib/main.js:886:9)',
      '    at Pipe.onStreamRead (node:internal/stream_base_commons:191:23) {',
      '  name: \'TransformError\'',
      '}',
      '',
      'Node.js v20.20.2',
    ],
    left: ['Error: Transform failed with 1 error:', '/app/infrastructure/app.ts:4:10: ERROR: Unexpected ";"'],
  },
  {
    from: 'an app that does not compile (ts-node)',
    printed: [
      'TSError: ⨯ Unable to compile TypeScript:',
      'app.ts(13,47): error TS2322: Type \'string\' is not assignable to type \'number\'.',
      '',
      '    at createTSError (/app/infrastructure/node_modules/ts-node/src/index.ts:859:12)',
      '    at Module._extensions..js (node:internal/modules/cjs/loader:1689:10) {',
      '  diagnosticCodes: [ 2322 ]',
      '}',
    ],
    left: [
      'TSError: ⨯ Unable to compile TypeScript:',
      'app.ts(13,47): error TS2322: Type \'string\' is not assignable to type \'number\'.',
    ],
  },
  {
    from: 'an error whose properties say more than its message',
    printed: [
      'Error: no file',
      '    at readFileSync (node:fs:452:35) {',
      '  code: \'ENOENT\',',
      '  hint: \'run make first\'',
      '}',
    ],
    left: ['Error: no file', '{', '  code: \'ENOENT\',', '  hint: \'run make first\'', '}'],
  },
  {
    from: 'an app in Python',
    printed: [
      'jsii.errors.JavaScriptError: ',
      `  ${RULE}`,
      '      at misuse (/tmp/tmpq1/lib/node_modules/gostyle-web-pipeline/lib/core/misuse.js:12:12)',
      '      at Kernel._Kernel_create (/tmp/tmpq1/lib/program.js:548:25)',
      '',
      'The above exception was the direct cause of the following exception:',
      '',
      'Traceback (most recent call last):',
      '  File "/app/infrastructure/app.py", line 16, in <module>',
      '    application=Application.node_js(port=99999),',
      '                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^',
      '  File "/usr/lib/python3/dist-packages/gostyle_web_pipeline/__init__.py", line 1200, in node_js',
      '    return typing.cast("Application", jsii.sinvoke(cls, "nodeJs", [options]))',
      '           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^',
      '  File "/app/.venv/lib/python3.12/site-packages/jsii/_kernel/providers/process.py", line 333, in send',
      '    raise RuntimeError(resp.error) from JavaScriptError(resp.stack)',
      `Runtime${RULE}`,
    ],
    left: [
      'Traceback (most recent call last):',
      '  File "/app/infrastructure/app.py", line 16, in <module>',
      '    application=Application.node_js(port=99999),',
      '                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^',
      `Runtime${RULE}`,
    ],
  },
  {
    from: 'an app in Python that does not parse',
    printed: ['  File "/app/infrastructure/app.py", line 3', '    app = App(', '             ^', 'SyntaxError: \'(\' was never closed'],
    left: ['  File "/app/infrastructure/app.py", line 3', '    app = App(', '             ^', 'SyntaxError: \'(\' was never closed'],
  },
  {
    from: 'an app in Go',
    printed: [
      `panic: "${RULE}"`,
      '',
      'goroutine 1 [running]:',
      'github.com/aws/jsii-runtime-go/runtime.StaticInvoke({0x102c3, 0x21}, {0x5, 0x6}, {0xc0001, 0x1, 0x1}, {0x9, 0xc000})',
      '\t/root/go/pkg/mod/github.com/aws/jsii-runtime-go@v1.140.0/runtime/runtime.go:225 +0x1f1',
      'main.main()',
      '\t/app/infrastructure/main.go:24 +0x2a5',
      'exit status 2',
    ],
    left: [`panic: "${RULE}"`, '', 'main.main()', '\t/app/infrastructure/main.go:24 +0x2a5', 'exit status 2'],
  },
  {
    from: 'an app in Java',
    printed: [
      `Exception in thread "main" software.amazon.jsii.JsiiError: ${RULE}`,
      '    at misuse (/tmp/jsii-java-runtime1/node_modules/gostyle-web-pipeline/lib/core/misuse.js:12:12)',
      '\tat software.amazon.jsii.JsiiRuntime.processErrorResponse(JsiiRuntime.java:125)',
      '\tat java.base/jdk.internal.reflect.DirectMethodHandleAccessor.invoke(DirectMethodHandleAccessor.java:103)',
      '\tat io.github.gostylewebpipeline.Application.nodeJs(Application.java:60)',
      '\tat App.main(App.java:14)',
      '\t... 2 more',
    ],
    left: [`Exception in thread "main" software.amazon.jsii.JsiiError: ${RULE}`, '\tat App.main(App.java:14)'],
  },
  {
    from: 'an app in C#',
    printed: [
      `Unhandled exception. Amazon.JSII.Runtime.JsiiException: ${RULE}`,
      '   at Amazon.JSII.Runtime.Services.Client.ReceiveResponse[TResponse]()',
      '   at GoStyleWebPipeline.Application.NodeJs(INodeApplicationOptions options) in /_/src/Application.cs:line 30',
      '   --- End of inner exception stack trace ---',
      '   at Program.<Main>$(String[] args) in /app/infrastructure/Program.cs:line 12',
    ],
    left: [
      `Unhandled exception. Amazon.JSII.Runtime.JsiiException: ${RULE}`,
      '   at Program.<Main>$(String[] args) in /app/infrastructure/Program.cs:line 12',
    ],
  },
];

test.each(CASES)('$from: keeps the message and the user\'s own code', ({ printed, left }) => {
  expect(ownTrace(printed)).toEqual(left);
});

test('sentences are kept, whatever they look like', () => {
  const lines = ['at least one environment is needed', '  at the end of line 3: no colon', 'see /app/node_modules/aws-cdk-lib:', '', '... and more'];
  expect(ownTrace(lines)).toEqual(lines);
});

test('output of nothing but frames is kept', () => {
  const lines = ['    at Module._load (node:internal/modules/cjs/loader:1091:12)', ''];
  expect(ownTrace(lines)).toEqual(lines);
});
