/** Nobody accepted the connection in time. */
export class ConnectTimeout extends Error {}

/** The target closed or reset the connection before its answer had ended. */
export class ConnectionClosed extends Error {}

/** The target closed the connection properly, but earlier than its Content-Length allows. */
export class AnswerIncomplete extends Error {}

export class AnswerHeadTooLarge extends Error {}

/** Nothing came for the idle timeout. */
export class TargetSilent extends Error {}
