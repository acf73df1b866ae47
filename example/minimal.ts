/**
 * The smallest pipeline: where the code is, and which application it deploys.
 *
 * It creates `staging` and, after a manual approval, `production`. Synthesize it with `npm run synth:minimal`,
 * deploy the pipeline with `npx cdk deploy --app 'node --import tsx minimal.ts' Web`.
 */
import { App, Stack } from 'aws-cdk-lib';
import { Application, GoStyleWebPipeline, Source } from 'gostyle-web-pipeline';

const app = new App();
const stack = new Stack(app, 'Web');

new GoStyleWebPipeline(stack, 'Web', {
  source: Source.gitHub({
    owner: 'gostyle-web-pipeline',
    repository: 'gostyle-web-pipeline',
    // Created once in the console and authorized on GitHub: Developer Tools > Settings > Connections.
    connectionArn: 'arn:aws:codeconnections:eu-central-1:111122223333:connection/2b6e1f3c-5d0a-4c39-9a57-0d8f6f1f7f10',
  }),
  application: Application.nestJs({ directory: 'service' }),
});

app.synth();
