/** Drives one of the compared clients. */
export interface Driver {
  /** @param oob - whether to negotiate out-of-band execution, if the client supports it. */
  open(path: string, oob: boolean): Promise<Connection>;
  /** Parses a message as the client does. Absent for other clients, which have no parser. */
  parse?(text: string): unknown;
}

/** A connection of a client. The promises are fulfilled when the scenario has ended. */
export interface Connection {
  /** Makes calls, of which `width` are in flight at any time. */
  concurrent(calls: number, width: number): Promise<void>;
  /** Receives events with a listener. */
  heard(events: number): Promise<void>;
  /** Receives events without a listener. */
  unheard(events: number): Promise<void>;
  /** Receives and parses one reply of 16 MiB. */
  big(): Promise<void>;
  close(): void;
}

export const eventName = "BLOCK_IO_ERROR";

/** Makes calls in `width` loops that await each reply, as programs do. */
export async function concurrently(
  calls: number,
  width: number,
  call: () => Promise<unknown>,
): Promise<void> {
  const share = Math.ceil(calls / width);
  const loop = async (): Promise<void> => {
    for (let left = share; left > 0; left--) await call();
  };
  await Promise.all(Array.from({ length: width }, loop));
}
