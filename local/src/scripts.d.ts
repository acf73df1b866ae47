/** esbuild (loader `text`) and jest (`projenrc/jest-text.cjs`) give such a file as its text. */
declare module '*.sh' {
  const text: string;
  export default text;
}

declare module '*.service' {
  const text: string;
  export default text;
}
