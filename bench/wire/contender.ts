/** One who drives the replay server. */
export interface Contender {
  /** `oob` tells whether out-of-band execution is to be negotiated by who can. */
  open(path: string, oob: boolean): Promise<Connected>;
  /** Parses the text of a message as this one does. Peers have no way of their own. */
  parse?(text: string): unknown;
}

/** A connection; each of its members is a scenario, run to its end. */
export interface Connected {
  /** So many calls, of which `width` are in flight at any time. */
  concurrent(calls: number, width: number): Promise<void>;
  /** So many events, each told to a listener. */
  heard(events: number): Promise<void>;
  /** So many events that nobody listens to. */
  unheard(events: number): Promise<void>;
  /** One reply of 16 MiB; fulfilled when it is parsed. */
  big(): Promise<void>;
  close(): void;
}

export const eventName = "BLOCK_IO_ERROR";

/** Calls by promises, as programs make them: as many loops as calls may be in flight. */
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
