import { readBuildProject, type BuildProject } from '../../assembly';
import type { Description, LocalResource, ResourceContext, ResourceKind } from '../shape/resource';

const TYPE = 'AWS::CodeBuild::Project';

/** A CodeBuild project that an action of the pipeline runs once per deployment. Nothing runs before that. */
export const buildProjectKind: ResourceKind<BuildProject> = {
  name: 'build-project',
  role: 'control',
  types: [TYPE],
  read: ({ resources }) => Object.values(resources).filter(({ type }) => type === TYPE).map((resource) => ({
    id: resource.logicalId,
    settings: readBuildProject(resource.logicalId, resource),
    logicalIds: [resource.logicalId],
  })),
  open: (context) => new LocalBuildProject(context),
};

class LocalBuildProject implements LocalResource<BuildProject> {
  buildProject?: BuildProject;

  constructor(private readonly context: ResourceContext) {}

  async start(settings: BuildProject): Promise<void> {
    this.buildProject = settings;
  }

  async update(settings: BuildProject): Promise<void> {
    this.buildProject = settings;
    this.context.changed();
  }

  describe(): Description {
    return {};
  }

  async stop(): Promise<void> {
    this.buildProject = undefined;
  }
}
