/** A pipeline of each source, as the tests have it: for what judges templates without deploying them. */
import { App } from 'aws-cdk-lib';
import { sourcePipelines } from '../../test/helpers/sources';

const app = new App();
sourcePipelines(app);
app.synth();
