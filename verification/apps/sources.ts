/** A pipeline for each source, as in the tests, for tools that check templates without deploying them. */
import { App } from 'aws-cdk-lib';
import { sourcePipelines } from '../../test/helpers/sources';

const app = new App();
sourcePipelines(app);
app.synth();
