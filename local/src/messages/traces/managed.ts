import { NOTHING, type Notation } from './notation';

/** `at example.Main.main(Main.java:12)`; the same for Groovy, Kotlin and Scala. */
const JVM_FRAME = /^\s+at (?:[\w.@-]*\/{1,2})?(?<name>[\w.$<>]+)\((?:[\w$-]+\.\w+(?::-?\d+)?|Native Method|Unknown Source)\)(?: .*)?$/;
const JVM_REST = /^\s+\.\.\. \d+ (?:more|common frames omitted)$/;
const JVM_FOREIGN = new RegExp(`^(?:${[
  'javax?', 'jdk', 'sun', 'com\\.sun', 'com\\.fasterxml', 'kotlin', 'groovy', 'io\\.github\\.gostylewebpipeline',
  'software\\.(?:amazon|constructs)', 'org\\.(?:apache|codehaus|gradle|junit|springframework)',
].join('|')})\\.`);

/** `at Program.Main(String[] args) in /app/Program.cs:line 12`. Paths below `/_/` come from the machine that built a package. */
const NET_FRAME = /^\s+at [\w.<>$`[\],|+]+\(.*\)(?: in (?<file>.+):line \d+)?$/;
const NET_REST = /^\s*--- End of (?:inner exception )?stack trace.* ---$/;
const NET_FOREIGN = /^\/_\/|\/\.nuget\/packages\//;

/** The Java virtual machine. */
export const ofJvm: Notation = (lines, index) => {
  if (JVM_REST.test(lines[index])) return NOTHING;
  const name = JVM_FRAME.exec(lines[index])?.groups?.name;
  if (name === undefined) return undefined;
  return { length: 1, own: JVM_FOREIGN.test(name) ? [] : [lines[index]] };
};

/** .NET only knows the source file of code that was built on this machine. */
export const ofNet: Notation = (lines, index) => {
  if (NET_REST.test(lines[index])) return NOTHING;
  const found = NET_FRAME.exec(lines[index]);
  if (!found) return undefined;
  const file = found.groups?.file;
  return { length: 1, own: file === undefined || NET_FOREIGN.test(file) ? [] : [lines[index]] };
};
