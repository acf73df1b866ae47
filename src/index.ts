export * from './go-style-web-pipeline';
