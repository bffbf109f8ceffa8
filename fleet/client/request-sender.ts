import { nuid, type NatsConnection } from "@nats-io/transport-node";
import { encodeText } from "../messages/body.js";
import { createHeaders } from "../messages/headers.js";
import { withoutReply, type Reply } from "../messages/reply.js";
import type { MachineAddress } from "../subjects/machine-address.js";
import type { Subjects } from "../subjects/subjects.js";
import type { ConnectionState } from "./connection-state.js";
import type { Inbox } from "./inbox.js";
import { PendingRequest, type RequestLimits } from "./pending-request.js";

/** A command to send to a machine. */
export interface FleetCommand {
  readonly address: MachineAddress;
  readonly command: string;
  /** The arguments as JSON; undefined for none. */
  readonly text: string | undefined;
  readonly oob?: boolean;
  /** Default: a new id. */
  readonly id?: string | undefined;
}

/** An answer, and the id of its request. */
export interface FleetReply extends Reply {
  readonly id: string;
}

/** The bytes of a request that are not its arguments. */
const overhead = 2_048;

/** Sends requests to the owners of machines. */
export class RequestSender {
  readonly #connection: NatsConnection;
  readonly #state: ConnectionState;
  readonly #subjects: Subjects;
  readonly #inbox: Inbox;
  readonly #limits: RequestLimits;
  /** By the subject that they were sent to. */
  readonly #pending = new Map<PendingRequest, string>();

  constructor(
    connection: NatsConnection,
    state: ConnectionState,
    subjects: Subjects,
    inbox: Inbox,
    limits: RequestLimits,
  ) {
    this.#connection = connection;
    this.#state = state;
    this.#subjects = subjects;
    this.#inbox = inbox;
    this.#limits = limits;
    state.add({
      reconnected: () => {
        for (const each of this.#pending.keys()) each.reconnected();
      },
      denied: (operation, denied) => {
        if (operation !== "publish") return;
        for (const [each, subject] of this.#pending) if (subject === denied) each.denied(subject);
      },
    });
  }

  /** Sends a command before the function returns. The promise is never rejected. */
  send({ address, command, text, oob = false, id = nuid.next() }: FleetCommand): Promise<FleetReply> {
    const notSent = (reason: string): Promise<FleetReply> =>
      Promise.resolve({ ...withoutReply("not-sent", reason, id), id });
    // The client of NATS would send it after the next connection, when the caller may have given up.
    if (!this.#isConnected) return notSent("there is no connection to NATS");
    const data = text === undefined ? undefined : encodeText(text);
    const limit = (this.#connection.info?.max_payload ?? 1024 * 1024) - overhead;
    if (data !== undefined && data.length > limit) {
      return notSent(`the arguments have ${data.length} bytes, and the server of NATS takes ${limit}`);
    }
    const headers = createHeaders({ id, oob: oob ? "true" : undefined });
    return this.#start(address, id, this.#subjects.command(address, command), (subject, reply) =>
      this.#connection.publish(subject, data, { reply, headers }),
    );
  }

  /**
   * Queries the outcome of a request. If it has not arrived at its owner, it never will be executed. The promise is never
   * rejected; its state is `unknown` also if no owner answers.
   */
  outcome(address: MachineAddress, id: string): Promise<FleetReply> {
    return this.#start(address, id, undefined, () => undefined);
  }

  /** Gives all requests up. */
  close(): void {
    for (const each of [...this.#pending.keys()]) each.abandon();
  }

  get #isConnected(): boolean {
    return this.#state.connected && !this.#connection.isClosed();
  }

  #start(
    address: MachineAddress,
    id: string,
    subject: string | undefined,
    publish: (subject: string, reply: string) => void,
  ): Promise<FleetReply> {
    return new Promise((resolve) => {
      const question = this.#subjects.outcome(address, id);
      const { subject: reply, remove } = this.#inbox.add((message) => pending.receive(message));
      const pending: PendingRequest = new PendingRequest(
        id,
        {
          ask: () => {
            if (this.#isConnected) this.#connection.publish(question, undefined, { reply });
          },
          settled: (answer) => {
            remove();
            this.#pending.delete(pending);
            resolve({ ...answer, id });
          },
        },
        this.#limits,
      );
      this.#pending.set(pending, subject ?? question);
      if (subject === undefined) pending.reconnected();
      else publish(subject, reply);
    });
  }
}
