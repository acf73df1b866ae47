/** Tasks on Fargate in every way that they can be deployed, as the tests have it. */
import { App } from 'aws-cdk-lib';
import { fargatePipeline } from '../../test/helpers/fargate';

const app = new App();
fargatePipeline(app);
app.synth();
