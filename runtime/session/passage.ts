import { DescriptorError } from "../errors/call.js";
import type { Site } from "./site.js";
import type { Call, Passage } from "./call.js";
import { descriptorsNotPassed } from "./given-up.js";

/** The call of a session whose descriptors the server may not have taken yet: it keeps those that came last. */
const passing = new WeakMap<Site, Call>();

/** Lets a call take its descriptors along, as soon as that can be. */
export function passDescriptors(site: Site, call: Call, fds: readonly number[]): void {
  const passage = new DescriptorPassage(site, call, fds);
  call.passage = passage;
  site.core.submit(call);
  passage.makeReady().then(
    () => {
      site.core.resume();
    },
    (error: unknown) => {
      site.core.cancel(call, descriptorsNotPassed(call, error));
    },
  );
}

class DescriptorPassage implements Passage {
  readonly #site: Site;
  readonly #call: Call;
  readonly #fds: readonly number[];
  #ready = false;

  constructor(site: Site, call: Call, fds: readonly number[]) {
    this.#site = site;
    this.#call = call;
    this.#fds = fds;
  }

  get isFree(): boolean {
    return this.#ready && !passing.has(this.#site);
  }

  /** @throws DescriptorError (as a rejection) where descriptors can never be passed. */
  async makeReady(): Promise<void> {
    const { transport } = this.#site;
    if (transport?.readyDescriptors === undefined) {
      throw new DescriptorError(
        "only a unix socket that was connected, listened to or launched by this package can pass descriptors",
      );
    }
    await transport.readyDescriptors();
    this.#ready = true;
  }

  /** The text goes behind all that was sent before. */
  send(text: string, failed: (error: DescriptorError) => void): void {
    passing.set(this.#site, this.#call);
    this.#site.flush();
    this.#site.transport?.send(text, this.#fds).catch((error: unknown) => {
      failed(descriptorsNotPassed(this.#call, error));
    });
  }

  landed(): void {
    if (passing.get(this.#site) === this.#call) passing.delete(this.#site);
  }
}
