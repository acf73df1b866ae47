import type { awscdk } from 'projen';

/** What `npm start`, `npm test` and the build do, step by step. */
export function addTasks(project: awscdk.AwsCdkConstructLibrary): void {
  const bundle = project.addTask('bundle:local', {
    description: 'Bundle the runner and its page into assets/local/',
    exec: 'node local/bundle.mjs',
  });

  // A source file that was deleted would otherwise stay in lib/ and be published.
  project.preCompileTask.prependExec('node -e "fs.rmSync(\'lib\',{recursive:true,force:true})"');
  project.preCompileTask.spawn(bundle);
}
