import { storedToken } from "./token.js";

/** Which screen; by default the first one. */
export interface ScreenQuery {
  readonly device?: string;
  readonly head?: number;
}

/** Asks the server of the page what the machine's screen shows, as a PNG. @throws Error with the reason, as a rejection. */
export async function readScreen({ device, head }: ScreenQuery = {}): Promise<Blob> {
  const query = new URLSearchParams();
  if (device !== undefined) query.set("device", device);
  if (head !== undefined) query.set("head", String(head));
  const response = await fetch(`screen.png?${query.toString()}`, {
    headers: { authorization: `Bearer ${storedToken() ?? ""}` },
  });
  if (!response.ok) throw new Error((await response.text()).trim());
  return await response.blob();
}
