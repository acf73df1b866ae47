/** Files of a CDK app, by their names in its folder. */
export type CdkApp = Readonly<Record<string, string>>;
