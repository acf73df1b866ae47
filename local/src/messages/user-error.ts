/** The user's input is wrong (exit status 2). The text names the place, the rule, the value and the fix, and is shown without a stack trace. */
export class UserError extends Error {
  override readonly name = 'UserError';
}
