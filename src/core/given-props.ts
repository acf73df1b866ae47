import { requireKind } from './misuse';

/** Rejects missing required props, which languages without types do not catch. */
export function requireGiven(props?: { readonly source: object; readonly application: object; readonly environments?: object[] }): void {
  requireKind('source', props?.source, 'bind', 'write `Source.gitHub({ ... })`, for example');
  requireKind('application', props?.application, 'bind', 'write `Application.nodeJs()`, for example');
  (props?.environments ?? []).forEach((environment, index) => {
    requireKind(`environments[${index}]`, environment, '_soundsLikeProduction', 'write `Environment.named(\'staging\')`, for example');
  });
}
