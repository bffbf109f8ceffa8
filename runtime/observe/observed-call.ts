import type { QapiError } from "../errors/index.js";
import { Call, type CallRequest } from "../session/call.js";
import type { CallTrace, Tracers } from "./tracer.js";

/** A call that is seen on its way. */
export class ObservedCall extends Call {
  readonly #trace: CallTrace;
  readonly #tracers: Pick<Tracers, "queued" | "sent">;
  readonly #over: (trace: CallTrace, error: QapiError | undefined) => void;

  constructor(
    request: CallRequest,
    resolve: (value: unknown) => void,
    reject: (error: QapiError) => void,
    trace: CallTrace,
    tracers: Pick<Tracers, "queued" | "sent">,
    over: (trace: CallTrace, error: QapiError | undefined) => void,
  ) {
    super(request, resolve, reject);
    this.#trace = trace;
    this.#tracers = tracers;
    this.#over = over;
  }

  override markQueued(): void {
    super.markQueued();
    this.#tracers.queued(this.#trace);
  }

  override markSent(id: number | undefined, sequence: number): string {
    const text = super.markSent(id, sequence);
    this.#tracers.sent(this.#trace);
    return text;
  }

  override succeed(value: unknown): boolean {
    const first = super.succeed(value);
    if (first) this.#over(this.#trace, undefined);
    return first;
  }

  override fail(error: QapiError): boolean {
    const first = super.fail(error);
    if (first) this.#over(this.#trace, error);
    return first;
  }
}
