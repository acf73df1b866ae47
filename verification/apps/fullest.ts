/** Every option that creates a resource, as in the tests, for tools that check templates without deploying them. */
import { App } from 'aws-cdk-lib';
import { fullestPipeline } from '../../test/helpers/fullest';

const app = new App();
fullestPipeline(app);
app.synth();
