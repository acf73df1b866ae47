import { Construct } from 'constructs';

export class GoStyleWebPipeline extends Construct {}
