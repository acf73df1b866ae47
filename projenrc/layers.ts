/**
 * Which folder may import which, as one table. A folder may import itself, the folders listed for it,
 * and packages. ESLint (`import/no-restricted-paths`) refuses everything else.
 */
interface Layers {
  readonly root: string;
  /** folder -> folders that it may import */
  readonly mayImport: Record<string, readonly string[]>;
}

/** What an environment is made of, below its compute. */
const SRC_BASE = ['core', 'security', 'application', 'network', 'load-balancing', 'observability', 'cost', 'delivery'];

const LIBRARY: Layers = {
  root: 'src',
  mayImport: {
    'core': [],
    'checks': ['core'],
    'cost': ['core'],
    'security': ['core'],
    'network': ['core', 'security'],
    'application': ['core'],
    'load-balancing': ['core', 'security'],
    'observability': ['core'],
    'delivery': ['core', 'security', 'application'],
    'data': SRC_BASE,
    'cdn': SRC_BASE,
    'protection': [...SRC_BASE, 'data'],
    'logs': [...SRC_BASE, 'data'],
    'provisioning': ['core', 'application', 'checks'],
    'compute': [...SRC_BASE, 'data', 'provisioning'],
    'environment': [...SRC_BASE, 'cdn', 'data', 'compute', 'logs'],
  },
};

const LOCAL_BASE = ['model', 'messages', 'system'];

const RUNNER: Layers = {
  root: 'local/src',
  mayImport: {
    system: [],
    messages: [],
    yaml: [],
    unit: [],
    model: ['messages'],
    assembly: LOCAL_BASE,
    checks: [...LOCAL_BASE, 'yaml', 'unit', 'assembly', 'codebuild', 'codedeploy'],
    fleet: [...LOCAL_BASE, 'unit'],
    balancer: LOCAL_BASE,
    codebuild: [...LOCAL_BASE, 'yaml'],
    codedeploy: [...LOCAL_BASE, 'yaml'],
    stack: [...LOCAL_BASE, 'assembly'],
    resources: [...LOCAL_BASE, 'unit', 'assembly', 'fleet', 'balancer', 'codedeploy', 'stack'],
    destroy: [...LOCAL_BASE, 'assembly'],
    engine: [...LOCAL_BASE, 'assembly', 'fleet', 'balancer', 'codebuild', 'codedeploy', 'stack', 'resources', 'checks'],
    web: [...LOCAL_BASE, 'engine'],
    init: [...LOCAL_BASE, 'unit', 'checks'],
    cli: [...LOCAL_BASE, 'assembly', 'codebuild', 'codedeploy', 'checks', 'destroy', 'engine', 'web', 'init'],
  },
};

/** Inside the engine: its state, its executions, and the actions that change environments. */
const ENGINE: Layers = {
  root: 'local/src/engine',
  mayImport: {
    state: [],
    source: ['state'],
    execution: ['state'],
    secrets: [],
    environment: ['state', 'execution', 'secrets'],
    actions: ['state', 'source', 'execution', 'environment', 'secrets'],
  },
};

/** Kinds of local resources import the shape, but not each other. */
const RESOURCES: Layers = {
  root: 'local/src/resources',
  mayImport: {
    'shape': [],
    'alarms': ['shape'],
    'load-balancer': ['shape'],
    'hosts': ['shape'],
    'functions': [],
    'ec2': ['shape', 'alarms', 'hosts'],
    'ecs': ['shape', 'alarms', 'hosts', 'functions'],
    'lambda': ['shape', 'alarms', 'hosts', 'functions'],
    'state-machine': ['shape'],
    'build-project': ['shape'],
    'servers': ['shape'],
    'database': ['shape', 'servers'],
    'cache': ['shape', 'servers'],
    'generated-secret': ['shape'],
  },
};

interface Zone {
  readonly target: string;
  readonly from: string;
  readonly except: string[];
  readonly message: string;
}

export function restrictedPaths(): Zone[] {
  return [
    ...[LIBRARY, RUNNER, ENGINE, RESOURCES].flatMap(zonesOf),
    { target: './src', from: './local', except: [], message: 'src/ and local/ meet only at the cloud assembly' },
    { target: './local', from: './src', except: [], message: 'src/ and local/ meet only at the cloud assembly' },
  ];
}

function zonesOf({ root, mayImport }: Layers): Zone[] {
  return Object.entries(mayImport).map(([folder, allowed]) => ({
    target: `./${root}/${folder}`,
    from: `./${root}`,
    except: [folder, ...allowed].map((name) => `./${name}`),
    message: `${root}/${folder} may import only: ${allowed.length ? allowed.join(', ') : 'packages'}`,
  }));
}
