import type { Event } from "./wire.js";

/** A client, as the server's signals see it. */
export interface Client {
  /** Whether it has enabled the capability. */
  has(capability: string): boolean;
  /** Whether it still can be told anything. */
  readonly gone: boolean;
  /** Its connections, by their tags; nobody else's tag is here. */
  readonly connections: Map<string, ClientConnection>;
  /** Sends an event; `tag` names the connection, and is left out for the default one. */
  tell(event: Event, tag?: string): void;
}

/** What a client's tag stands for. */
export interface ClientConnection {
  /** The accessor that made it. */
  readonly accessor: string;
  /** Takes it out of its signal. */
  drop(): void;
}
