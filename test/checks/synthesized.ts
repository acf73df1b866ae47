import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Duration, Stack } from 'aws-cdk-lib';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { InstanceType } from 'aws-cdk-lib/aws-ec2';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { TemplateEditor } from './template-editor';
import { readCloudAssembly, type CloudAssembly, type StackArtifact } from '../../local/src/assembly';
import type { JsonObject } from '../../local/src/assembly/json';
import { parseTemplate } from '../../local/src/assembly/template';
import { Acknowledgements } from '../../local/src/checks/assembly/acknowledgement';
import { checkTemplates, graphOf } from '../../local/src/checks/assembly/check-assembly';
import type { Problem, Rule } from '../../local/src/checks/assembly/rule';
import { RULES } from '../../local/src/checks/assembly/rules';
import type { TemplateGraph } from '../../local/src/checks/assembly/template-graph';
import type { Finding } from '../../local/src/checks/finding';
import type { SchemaChecks } from '../../local/src/checks/schema/schema-findings';
import {
  Application, Approval, Compute, Environment, GoStyleWebPipeline, InPlace, Logs, Nat, Network, Source,
  type GoStyleWebPipelineProps,
} from '../../src';
import { everywhere } from '../helpers/accounts';
import { fargatePipeline } from '../helpers/fargate';

const ACCOUNT = '111122223333';
const CONNECTION = `arn:aws:codeconnections:eu-west-1:${ACCOUNT}:connection/01234567-89ab-cdef-0123-456789abcdef`;

/** The smallest possible use. */
export function smallest(): Assembly {
  return synthesize(() => ({}));
}

/** Certificate, notifications, a custom deployment configuration: everything that adds resources. */
export function fullest(): Assembly {
  return synthesize((stack) => ({
    environments: [
      Environment.named('staging'),
      Environment.named('production', {
        approval: Approval.manual({ notificationTopic: new Topic(stack, 'Approvals', { enforceSSL: true }), timeout: Duration.days(2) }),
        certificate: Certificate.fromCertificateArn(stack, 'Certificate', `arn:aws:acm:eu-west-1:${ACCOUNT}:certificate/0c5f1a0e`),
        compute: Compute.ec2({ minCapacity: 3, maxCapacity: 9, targetRequestsPerMinute: 600 }),
      }),
    ],
  }));
}

/** Unusual but valid uses. */
export function unusual(): Assembly {
  return synthesize(() => ({
    environments: [
      Environment.named('one-host', {
        compute: Compute.ec2({ minCapacity: 1, maxCapacity: 1, deployment: InPlace.oneAtATime({ allowDowntime: true }) }),
      }),
      Environment.named('graviton', { compute: Compute.ec2({ instanceType: new InstanceType('m7g.large') }) }),
      Environment.named('zonal', {
        network: Network.own({ availabilityZones: 3, nat: Nat.gateways(3), cidr: '10.20.0.0/16' }),
        compute: Compute.ec2({ deployment: InPlace.minHealthyPercentage(50, { zonal: { monitorDuration: Duration.minutes(1) } }) }),
      }),
      Environment.named('custom', { compute: Compute.ec2({ deployment: InPlace.minHealthyHosts(1) }) }),
    ],
  }));
}

/** Environments in other accounts and regions, with the pipeline's stacks there. */
export function inOtherPlaces(): Assembly {
  const app = new App();
  everywhere(app);
  return assemblyOf(app);
}

/** Logs in OpenSearch: a domain of one node, and one of two. */
export function withLogs(): Assembly {
  return synthesize(() => ({
    environments: ['staging', 'production'].map((name) => Environment.named(name, { logs: Logs.openSearch({ unit: 'shop.service' }) })),
  }));
}

/** Tasks on Fargate with every kind of deployment, in other accounts and regions, too. */
export function withTasks(): Assembly {
  const app = new App();
  fargatePipeline(app);
  return assemblyOf(app);
}

function synthesize(more: (stack: Stack) => Partial<GoStyleWebPipelineProps>): Assembly {
  const app = new App();
  const stack = new Stack(app, 'Web');
  new GoStyleWebPipeline(stack, 'Web', {
    source: Source.gitHub({ owner: 'me', repository: 'my-app', connectionArn: CONNECTION }),
    application: Application.nestJs({ directory: 'service' }),
    ...more(stack),
  });
  return assemblyOf(app);
}

function assemblyOf(app: App): Assembly {
  const { directory } = app.synth();
  try {
    return new Assembly(directory);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** What a rule finds in a template that is still the same is still the same, unless the rule looked at others. */
const REMEMBERED_RULES = RULES.map((rule): Rule => {
  const known = new WeakMap<TemplateGraph, readonly Problem[]>();
  return {
    ...rule,
    check({ graph, graphs, hasTemplate }) {
      const before = known.get(graph);
      if (before) return before;
      let looksAtOthers = false;
      const others = <T>(value: T): T => {
        looksAtOthers = true;
        return value;
      };
      const problems = [...rule.check({
        graph,
        get graphs() { return others(graphs); },
        hasTemplate: (path) => others(hasTemplate)(path),
      })];
      if (!looksAtOthers) known.set(graph, problems);
      return problems;
    },
  };
});

export interface Changed<R> {
  readonly documents: ReadonlyMap<string, JsonObject>;
  readonly result: R;
}

/** A cloud assembly in memory, whose templates can be changed one at a time. */
export class Assembly {
  private readonly assembly: CloudAssembly;
  private readonly acknowledgements: Acknowledgements;
  private readonly documents: ReadonlyMap<string, JsonObject>;
  private readonly graphs = new Map<StackArtifact, TemplateGraph>();

  constructor(directory: string) {
    const read = readCloudAssembly(directory);
    if (read.status !== 'success') throw new Error(read.message);
    this.assembly = read.value;
    this.acknowledgements = new Acknowledgements(read.value);
    this.documents = new Map(read.value.stacks.map(({ stackName, templatePath }) =>
      [stackName, JSON.parse(readFileSync(join(directory, templatePath), 'utf8')) as JsonObject]));
  }

  /** Each stack's template. */
  templates(): Map<string, JsonObject> {
    return new Map(this.documents);
  }

  /** The templates after a change. Only a changed template is copied and checked again. */
  changed<T, R>(stacks: Readonly<Record<keyof T, string>>, change: (editors: T) => R): Changed<R> {
    const documents = this.templates();
    const editors = {} as T;
    for (const [name, stack] of Object.entries<string>(stacks)) {
      let editor: TemplateEditor | undefined;
      const get = () => {
        if (editor) return editor;
        documents.set(stack, structuredClone(documents.get(stack)) as JsonObject);
        return editor = new TemplateEditor(documents.get(stack) ?? {});
      };
      Object.defineProperty(editors, name, { get });
    }
    return { documents, result: change(editors) };
  }

  /** Findings of our own rules. */
  findings(documents: ReadonlyMap<string, JsonObject> = this.documents): Finding[] {
    const graphs = this.assembly.stacks.map((stack) => this.graph(stack, documents));
    return checkTemplates(graphs, { rules: REMEMBERED_RULES, acknowledgements: this.acknowledgements });
  }

  /** Findings of CloudFormation Validate in the changed templates. */
  schemaFindings(documents: ReadonlyMap<string, JsonObject>, checks: SchemaChecks): Finding[] {
    const stacks = this.assembly.stacks.filter(({ stackName }) => documents.get(stackName) !== this.documents.get(stackName))
      .map((stack) => this.with(stack, documents));
    const directory = mkdtempSync(join(tmpdir(), 'gostyle-mutation-'));
    try {
      const changed = stacks.map((stack, index) => ({ ...stack, templatePath: `${index}.json` }));
      for (const { stackName, templatePath } of changed) writeFileSync(join(directory, templatePath), JSON.stringify(documents.get(stackName)));
      return checks.check({ directory, stacks: changed }).findings;
    } finally {
      rmSync(directory, { recursive: true });
    }
  }

  private graph(stack: StackArtifact, documents: ReadonlyMap<string, JsonObject>): TemplateGraph {
    const isChanged = documents.get(stack.stackName) !== this.documents.get(stack.stackName);
    const known = isChanged ? undefined : this.graphs.get(stack);
    const graph = known ?? graphOf(this.with(stack, documents));
    if (!isChanged) this.graphs.set(stack, graph);
    return graph;
  }

  private with(stack: StackArtifact, documents: ReadonlyMap<string, JsonObject>): StackArtifact {
    const template = parseTemplate(documents.get(stack.stackName) ?? {});
    if (template.status !== 'success') throw new Error(template.message);
    return { ...stack, template: template.value };
  }
}
