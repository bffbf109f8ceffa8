/**
 * How a command really completes, as data: QEMU answers many commands when it has begun to carry them out, and
 * tells the end by an event, or to those who ask. The generator makes one of each annotation; who has a schema of
 * one's own may write one by hand. Nothing in the runtime knows a command by its name.
 *
 * A completion has at least one of `done`, `state` and `job`; the first of them to decide does.
 */
export interface Completion {
  /** The command's name on the wire. */
  readonly command: string;

  /** The events that tell of a good end. */
  readonly done?: readonly Ending[];

  /** The events that tell of a bad one. They are looked at before `done`. */
  readonly failed?: readonly Ending[];

  /** What to ask for the end where an event may not come: not offered, not enabled, or nothing had to be done. */
  readonly state?: StateQuery;

  /** The command starts a job, whose conclusion is its end. */
  readonly job?: JobCompletion;

  /** How far it has got; jobs need not say it. */
  readonly progress?: ProgressSource;

  /** The timeout where the caller names none, in milliseconds; none where it is left out. */
  readonly timeout?: number;

  /** What is sent when the time is up and the caller wants to have it `forced`. */
  readonly forced?: Fallback;
}

/** What a condition compares with. */
export type Constant = string | number | boolean;

/** A condition on one member of an event's data or a query's answer; all that it says must hold. */
export interface Condition {
  /** The member; a dotted path leads into objects: `result.status`. */
  readonly member: string;

  /** It equals this argument of the command, or the first of these that was given; if none was, it does not hold. */
  readonly argument?: string | readonly string[];

  /** It equals this. */
  readonly value?: Constant;

  /** It equals one of these. */
  readonly among?: readonly Constant[];

  /** It is there (true), or is not (false). */
  readonly present?: boolean;

  /** How far numbers may differ and still be equal: guests round. */
  readonly within?: number;
}

/** An event that ends a command. List an event twice to say "or". */
export interface Ending {
  /** The event's name. */
  readonly event: string;

  /** All must hold for the event to be this command's. */
  readonly where?: readonly Condition[];

  /** The member that has the words of a failure. */
  readonly error?: string;
}

/** A command that asks, and which part of its answer is meant. */
export interface Query {
  readonly command: string;

  /** Where the answer is a list: the first item for which all of these hold. */
  readonly find?: readonly Condition[];
}

/** Asked when the command has been answered, then as often as `interval` says, and upon each event of `wake`. */
export interface StateQuery extends Query {
  /** A good end: all of these hold. */
  readonly done?: readonly Condition[];

  /** A bad end: all of these hold. Looked at before `done`. */
  readonly failed?: readonly Condition[];

  /** The member that has the words of a failure. */
  readonly error?: string;

  /** Milliseconds between two questions; where it is left out, it is asked once and upon events. */
  readonly interval?: number;

  /** Events that are a reason to ask at once. */
  readonly wake?: readonly string[];
}

/**
 * A job of QEMU's (JOB_STATUS_CHANGE, query-jobs). It has ended when it is concluded; its error is what
 * BLOCK_JOB_COMPLETED, or query-jobs, says of it.
 */
export interface JobCompletion {
  /** The arguments that may hold the job's id; the first that was given does. */
  readonly id: readonly string[];

  /**
   * Who removes the concluded job. `server`: QEMU does, unless the argument `auto-dismiss` is false, and then the
   * caller, who wanted it so. `client`: the command has no such argument, and the runtime does.
   */
  readonly dismiss: "server" | "client";

  /** A job that becomes ready (a mirror, the commit of an active layer) stays so until it is told to complete. */
  readonly ready?: "complete";
}

/** Where a progress bar has its numbers from. Either `current` or `remaining`; `total` or `towards`. */
export interface ProgressSource extends Query {
  /** The member that has what is done. */
  readonly current?: string;

  /** The member that has what is left. */
  readonly remaining?: string;

  /** The member that has the whole. */
  readonly total?: string;

  /** The argument that `current` moves towards, up or down, from where it was at first. */
  readonly towards?: string;

  /** Milliseconds between two questions; 500 where it is left out. It is asked only while somebody iterates. */
  readonly interval?: number;
}

/** A harder way to the same end. */
export interface Fallback {
  readonly command: string;

  /** Its arguments: an argument of the first command's, or a constant. */
  readonly arguments?: Readonly<Record<string, { readonly argument: string } | { readonly value: Constant }>>;

  /** The events that tell of its end; the completion's own where it is left out. */
  readonly done?: readonly Ending[];

  /** How long its end is awaited, in milliseconds; 10,000 where it is left out. */
  readonly timeout?: number;
}
