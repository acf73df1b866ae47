import { existsSync, readFileSync } from 'fs';
import { resolve, join } from 'path';
import { javascript, Project, type ProjectOptions } from 'projen';
import { GoStylePipeline, type GoStylePipelineOptions } from './go-style-pipeline';

/** Options of a `GoStyleWebApp`. */
export interface GoStyleWebAppOptions extends ProjectOptions, GoStylePipelineOptions {}

/**
 * A repository with a web application and its pipeline to AWS.
 *
 * projen owns the root's `package.json` and `.gitignore`. The application, in a folder of its own, and everything that `gostyle init` writes
 * belong to you.
 *
 * @pjid gostyle-web-app
 */
export class GoStyleWebApp extends Project {
  /** The root's `package.json`: what `.projenrc.js` needs, and nothing of the application. */
  public readonly nodePackage: javascript.NodePackage;

  /** The pipeline's files and tasks. */
  public readonly pipeline: GoStylePipeline;

  public constructor(options: GoStyleWebAppOptions) {
    refuseApplicationAtRoot(resolve(options.outdir ?? '.'));
    super(options);
    this.nodePackage = new javascript.NodePackage(this, {
      // Without versions: those that are installed stay.
      devDeps: ['projen', 'gostyle-web-pipeline-projen'],
      packageManager: javascript.NodePackageManager.NPM,
      licensed: false,
    });
    this.nodePackage.addField('private', true);
    new javascript.Projenrc(this);
    this.pipeline = new GoStylePipeline(this, { ...options, directory: options.directory ?? 'app' });
  }
}

/** projen would replace its `package.json`. */
function refuseApplicationAtRoot(outdir: string): void {
  const path = join(outdir, 'package.json');
  if (!existsSync(path)) return;
  const content = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
  // `projen new` itself has npm write `devDependencies`.
  if ('//' in content || Object.keys(content).every((key) => key === 'devDependencies')) return;
  throw new Error(`${path} belongs to an application, and projen would replace it: move the application into a folder of its own, such as app, `
    + 'or add a GoStylePipeline to the projen project that it has');
}
