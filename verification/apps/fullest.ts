/** Every option that makes a resource, as the tests have it: for what judges templates without deploying them. */
import { App } from 'aws-cdk-lib';
import { fullestPipeline } from '../../test/helpers/fullest';

const app = new App();
fullestPipeline(app);
app.synth();
