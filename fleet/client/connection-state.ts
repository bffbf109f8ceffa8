import { PermissionViolationError, type NatsConnection } from "@nats-io/transport-node";

/** Receives what happens to the connection. */
interface ConnectionListener {
  /** The connection is open again: messages may have been lost meanwhile. */
  reconnected?(): void;
  /** The server refused to publish or to subscribe. */
  denied?(operation: "publish" | "subscription", subject: string): void;
}

/** Follows the state of a connection to NATS. */
export class ConnectionState {
  readonly #listeners = new Set<ConnectionListener>();
  #connected = true;

  constructor(connection: NatsConnection) {
    void this.#follow(connection);
  }

  /** Whether the connection is open, as far as is known. */
  get connected(): boolean {
    return this.#connected;
  }

  /** Adds a listener. Returns a function that removes it. */
  add(listener: ConnectionListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async #follow(connection: NatsConnection): Promise<void> {
    for await (const status of connection.status()) {
      if (status.type === "disconnect" || status.type === "close") this.#connected = false;
      if (status.type === "reconnect") {
        this.#connected = true;
        for (const each of this.#listeners) each.reconnected?.();
      }
      if (status.type === "error" && status.error instanceof PermissionViolationError) {
        const { operation, subject } = status.error;
        for (const each of this.#listeners) each.denied?.(operation, subject);
      }
    }
    this.#connected = false;
  }
}
