/** The target did not accept the connection in time. */
export class ConnectTimeout extends Error {}

/** The target closed or reset the connection before its response was complete. */
export class ConnectionClosed extends Error {}

/** The target closed the connection properly, but before its Content-Length was reached. */
export class AnswerIncomplete extends Error {}

export class AnswerHeadTooLarge extends Error {}

/** Nothing arrived for the idle timeout. */
export class TargetSilent extends Error {}
