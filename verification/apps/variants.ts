/** Other ways to the internet, and what exists already, as the tests have it: for what judges templates without deploying them. */
import { App } from 'aws-cdk-lib';
import { variantsPipeline } from '../../test/helpers/variants';

const app = new App();
variantsPipeline(app);
app.synth();
