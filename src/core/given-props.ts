import { requireKind } from './misuse';

/** Refuses a pipeline without its parts: not every language has types that say so. */
export function requireGiven(props?: { readonly source: object; readonly application: object; readonly environments?: object[] }): void {
  requireKind('source', props?.source, 'bind', 'write `Source.gitHub({ ... })`, for example');
  requireKind('application', props?.application, 'bind', 'write `Application.nodeJs()`, for example');
  (props?.environments ?? []).forEach((environment, index) => {
    requireKind(`environments[${index}]`, environment, '_soundsLikeProduction', 'write `Environment.named(\'staging\')`, for example');
  });
}
