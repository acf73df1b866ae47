/** Functions in every way that they can be deployed, as the tests have it. */
import { App } from 'aws-cdk-lib';
import { lambdaPipeline } from '../../test/helpers/lambda';

const app = new App();
lambdaPipeline(app);
app.synth();
