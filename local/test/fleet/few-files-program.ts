import { closeSync, openSync } from 'node:fs';
import { inside, TestInstances } from './test-instances';

/** Uses up its file descriptors while an instance runs, and reports what happens to programs that it starts then. */
async function main(): Promise<void> {
  const instances = new TestInstances();
  const say = (result: unknown) => console.log(JSON.stringify(result));
  try {
    const instance = await instances.launch();
    const held = everyDescriptor();
    say(await inside(instance, 'echo hello'));
    say(await instances.launch({ id: 'i-2' }).then(() => 'launched', (error: Error) => ({ problem: error.message })));
    held.forEach(closeSync);
    say(await inside(instance, 'systemctl is-active codedeploy-agent'));
  } finally {
    await instances.removeAll();
  }
}

function everyDescriptor(): number[] {
  const held: number[] = [];
  for (;;) {
    try {
      held.push(openSync('/dev/null', 'r'));
    } catch {
      return held;
    }
  }
}

void main();
