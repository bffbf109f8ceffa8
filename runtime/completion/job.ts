import { ArgumentsError, CompletionFailedError } from "../errors/index.js";
import { memberAt } from "../json.js";
import type { EventMessage } from "../events/event.js";
import type { JobCompletion, ProgressSource } from "./completion.js";
import { firstGiven, partOf, wordsAt, type Arguments } from "./conditions.js";
import type { CompletionOptions } from "./waiting.js";
import type { Answer, Watch, Watching } from "./watch.js";

const statusChange = "JOB_STATUS_CHANGE";
const blockJobCompleted = "BLOCK_JOB_COMPLETED";

/** The events by which QEMU tells of jobs, and the member of each that has the job's id. */
const jobEvents: ReadonlyMap<string, string> = new Map([
  [statusChange, "id"],
  [blockJobCompleted, "device"],
]);

/** How far a job has got. */
export function jobProgress({ id }: JobCompletion): ProgressSource {
  return { ...jobQuery(id), current: "current-progress", total: "total-progress" };
}

function jobQuery(id: readonly string[]): ProgressSource {
  return { command: "query-jobs", find: [{ member: "id", argument: id }] };
}

/** Watches over a job, from its creation to its conclusion. */
export class JobWatch implements Watch {
  readonly events: readonly string[] = [...jobEvents.keys()];
  readonly #watching: Watching;
  readonly #job: JobCompletion;
  readonly #whenReady: "complete" | "return" | undefined;
  readonly #id: unknown;
  /** What is known of its failure before it is concluded. */
  #failure: { readonly reason: string | undefined; readonly received: EventMessage } | undefined;
  /** Where it has got to, as far as there is something to be done. */
  #stage: "ready" | "concluded" | undefined;
  #begun = false;
  #concluding = false;

  constructor(watching: Watching, job: JobCompletion, { whenReady }: CompletionOptions) {
    this.#watching = watching;
    this.#job = job;
    this.#whenReady = whenReady ?? job.ready;
    this.#id = firstGiven(job.id, watching.args);
    if (this.#id === undefined) {
      const { command } = watching;
      throw new ArgumentsError(`${command} needs a name for its job: ${job.id.join(" or ")}`, { command });
    }
  }

  see(event: EventMessage): void {
    const member = jobEvents.get(event.event);
    if (member === undefined || memberAt(event.data, member) !== this.#id) return;
    if (event.event === statusChange) this.#changed(String(memberAt(event.data, "status")), event);
    else if (memberAt(event.data, "error") !== undefined) this.#failing(wordsAt(event.data, "error"), event);
  }

  begun(): void {
    this.#begun = true;
    this.#act();
  }

  #changed(status: string, event: EventMessage): void {
    if (status === "created") this.#forget();
    else if (status === "aborting") this.#failing(undefined, event);
    else if (status === "ready") this.#stage = "ready";
    // `null` is what is left where `concluded` was not seen.
    else if (status === "concluded" || status === "null") this.#stage = "concluded";
    this.#act();
  }

  /** A job of the same name may have ended just before this one was created: what was told until then was of that. */
  #forget(): void {
    this.#stage = undefined;
    this.#failure = undefined;
  }

  /** Does nothing until the command is answered, for until then it may all be of another job. */
  #act(): void {
    if (!this.#begun) return;
    if (this.#stage === "concluded") void this.#conclude();
    else if (this.#stage === "ready") void this.#ready();
  }

  /** Words win over none, and the first words over later ones. */
  #failing(reason: string | undefined, received: EventMessage): void {
    if (this.#failure?.reason === undefined) this.#failure = { reason, received };
  }

  async #ready(): Promise<void> {
    this.#stage = undefined;
    if (this.#whenReady === "return") this.#watching.done();
    else if (this.#whenReady === "complete") await this.#watching.ask("job-complete", { id: this.#id });
  }

  async #conclude(): Promise<void> {
    if (this.#concluding) return;
    this.#concluding = true;
    const { command } = this.#watching;
    const inquest = await this.#inquest();
    if (inquest === undefined) return;
    const left = inquest.value;
    const reason = wordsAt(left, "error") ?? this.#failure?.reason;
    if (reason === undefined && this.#failure === undefined) this.#watching.done();
    else {
      const received = left ?? this.#failure?.received;
      this.#watching.failed(new CompletionFailedError(command, "its job failed", { reason, received }));
    }
  }

  /**
   * What is left of the job: nothing, where the server removes it. It is removed, where it is ours to do.
   * @returns undefined where the server did not say.
   */
  async #inquest(): Promise<Answer | undefined> {
    const { args, ask } = this.#watching;
    if (!remains(this.#job, args)) return { value: undefined };
    const query = jobQuery(this.#job.id);
    const jobs = await ask(query.command);
    if (jobs === undefined) return undefined;
    const value = partOf(jobs.value, query, args);
    if (this.#job.dismiss === "client" && value !== undefined) await ask("job-dismiss", { id: this.#id });
    return { value };
  }
}

function remains({ dismiss }: JobCompletion, args: Arguments): boolean {
  return dismiss === "client" || args["auto-dismiss"] === false;
}
