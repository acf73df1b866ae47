/** Functions with every kind of deployment, as in the tests. */
import { App } from 'aws-cdk-lib';
import { lambdaPipeline } from '../../test/helpers/lambda';

const app = new App();
lambdaPipeline(app);
app.synth();
