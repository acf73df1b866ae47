// esbuild bundles what the page imports from stylesheets into app.css.
declare module '*.css';
