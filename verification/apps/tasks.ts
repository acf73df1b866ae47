/** Tasks on Fargate with every kind of deployment, as in the tests. */
import { App } from 'aws-cdk-lib';
import { fargatePipeline } from '../../test/helpers/fargate';

const app = new App();
fargatePipeline(app);
app.synth();
