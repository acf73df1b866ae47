/** Environments in other accounts and regions, as in the tests, for tools that check templates without deploying them. */
import { App } from 'aws-cdk-lib';
import { everywhere } from '../../test/helpers/accounts';

const app = new App();
everywhere(app);
app.synth();
