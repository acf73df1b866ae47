/** Other routes to the internet, and existing resources, as in the tests, for tools that check templates without deploying them. */
import { App } from 'aws-cdk-lib';
import { variantsPipeline } from '../../test/helpers/variants';

const app = new App();
variantsPipeline(app);
app.synth();
