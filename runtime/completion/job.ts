import { ArgumentsError, CompletionFailedError } from "../errors/index.js";
import type { EventMessage } from "../events/event.js";
import { memberAt } from "../json.js";
import type { Completion, CompletionOptions, JobCompletion, ProgressSource } from "./completion.js";
import { firstPresent, type Reply, selectedPart, textAt, type Watch, type WatchContext } from "./watch.js";

const statusChange = "JOB_STATUS_CHANGE";
const blockJobCompleted = "BLOCK_JOB_COMPLETED";

/** The events of jobs, and the member of each that has the job's id. */
const idMembers: ReadonlyMap<string, string> = new Map([
  [statusChange, "id"],
  [blockJobCompleted, "device"],
]);

/** The progress of a job. */
export function jobProgress({ id }: JobCompletion): ProgressSource {
  return { ...jobQuery(id), current: "current-progress", total: "total-progress" };
}

function jobQuery(id: readonly string[]): ProgressSource {
  return { command: "query-jobs", find: [{ member: "id", argument: id }] };
}

/** Completes when a job that the server keeps is concluded. Fails if the job does not exist. */
export function jobConclusion(id: unknown): Completion {
  return {
    command: "query-jobs",
    state: {
      command: "query-jobs",
      find: [{ member: "id", value: String(id) }],
      done: [{ member: "status", value: "concluded" }],
      failed: [{ member: "id", present: false }],
      wake: [statusChange],
    },
  };
}

/** Detects the end of a job by QEMU's events. */
export class JobWatch implements Watch {
  readonly events: readonly string[] = [...idMembers.keys()];
  readonly #context: WatchContext;
  readonly #job: JobCompletion;
  readonly #whenReady: "complete" | "return" | undefined;
  readonly #id: unknown;
  /** The failure reported before the job's conclusion. */
  #failure: { readonly reason: string | undefined; readonly received: EventMessage } | undefined;
  /** The latest status that requires an action. */
  #status: "ready" | "concluded" | undefined;
  #replied = false;
  #concluding = false;

  /** @throws ArgumentsError if the arguments do not have the job's id. */
  constructor(context: WatchContext, job: JobCompletion, { whenReady }: CompletionOptions) {
    this.#context = context;
    this.#job = job;
    this.#whenReady = whenReady ?? job.ready;
    this.#id = firstPresent(job.id, context.args);
    if (this.#id === undefined) {
      const { command } = context;
      throw new ArgumentsError(`${command} needs an id for its job: ${job.id.join(" or ")}`, { command });
    }
  }

  receive(event: EventMessage): void {
    const member = idMembers.get(event.event);
    if (member === undefined || memberAt(event.data, member) !== this.#id) return;
    if (event.event === statusChange) this.#changeStatus(textAt(event.data, "status"), event);
    else if (memberAt(event.data, "error") !== undefined)
      this.#recordFailure(textAt(event.data, "error"), event);
  }

  replied(): void {
    this.#replied = true;
    this.#act();
  }

  #changeStatus(status: string | undefined, event: EventMessage): void {
    if (status === "created") this.#reset();
    else if (status === "aborting") this.#recordFailure(undefined, event);
    else if (status === "ready") this.#status = "ready";
    // `null` follows `concluded`, which may have been missed.
    else if (status === "concluded" || status === "null") this.#status = "concluded";
    this.#act();
  }

  /** Forgets the previous events, which were about an earlier job of the same id. */
  #reset(): void {
    this.#status = undefined;
    this.#failure = undefined;
  }

  /** Waits for the command's reply, because earlier events may be about another job of the same id. */
  #act(): void {
    if (!this.#replied) return;
    if (this.#status === "concluded") void this.#conclude();
    else if (this.#status === "ready") void this.#completeReady();
  }

  /** Keeps the first failure that has a text. */
  #recordFailure(reason: string | undefined, received: EventMessage): void {
    if (this.#failure?.reason === undefined) this.#failure = { reason, received };
  }

  async #completeReady(): Promise<void> {
    this.#status = undefined;
    if (this.#whenReady === "return") this.#context.succeed();
    else if (this.#whenReady === "complete") await this.#context.query("job-complete", { id: this.#id });
  }

  async #conclude(): Promise<void> {
    if (this.#concluding) return;
    this.#concluding = true;
    const { command } = this.#context;
    const job = await this.#concludedJob();
    if (job === undefined) return;
    const reason = textAt(job.value, "error") ?? this.#failure?.reason;
    if (reason === undefined && this.#failure === undefined) this.#context.succeed();
    else {
      const received = job.value ?? this.#failure?.received;
      this.#context.fail(new CompletionFailedError(command, "its job failed", { reason, received }));
    }
  }

  /**
   * Queries a concluded job that the server keeps, and removes it if it is the client's task.
   * @returns the value undefined if the server has removed the job; undefined if there is no reply.
   */
  async #concludedJob(): Promise<Reply | undefined> {
    const { args, query } = this.#context;
    const { dismiss } = this.#job;
    if (dismiss === "server" && args["auto-dismiss"] !== false) return { value: undefined };
    const source = jobQuery(this.#job.id);
    const jobs = await query(source.command);
    if (jobs === undefined) return undefined;
    const value = selectedPart(jobs.value, source, args);
    if (dismiss === "client" && value !== undefined) await query("job-dismiss", { id: this.#id });
    return { value };
  }
}
