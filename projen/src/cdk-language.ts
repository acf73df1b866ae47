/** Languages for the CDK app. */
export enum CdkLanguage {
  /** TypeScript, which needs no compilation. */
  TYPESCRIPT = 'typescript',
  /** Python. */
  PYTHON = 'python',
  /** Java, built by Maven. */
  JAVA = 'java',
  /** Go. */
  GO = 'go',
  /** C#. */
  CSHARP = 'csharp',
}
