import { createInbox, nuid, type Msg, type NatsConnection } from "@nats-io/transport-node";

/** Receives the messages for one request. */
type InboxListener = (message: Msg) => void;

/** One subscription for the replies to all requests of a connection. */
export class Inbox {
  readonly #base: string;
  readonly #listeners = new Map<string, InboxListener>();

  /** @param prefix - the first tokens of the subjects. Default: `_INBOX`. */
  constructor(connection: NatsConnection, prefix?: string) {
    this.#base = createInbox(prefix);
    connection.subscribe(`${this.#base}.*`, {
      callback: (error, message) => {
        if (error === null) this.#listeners.get(message.subject.slice(this.#base.length + 1))?.(message);
      },
    });
  }

  /** Adds a listener. Returns the subject to reply to, and a function that removes the listener. */
  add(listener: InboxListener): { readonly subject: string; readonly remove: () => void } {
    const token = nuid.next();
    this.#listeners.set(token, listener);
    return { subject: `${this.#base}.${token}`, remove: () => this.#listeners.delete(token) };
  }
}
