export * from './application-kind';
export * from './cdk-language';
export * from './compute';
export * from './go-style-pipeline';
export * from './go-style-web-app';
