import { Presets, SingleBar } from "cli-progress";
import prettyBytes from "pretty-bytes";
import prettyMilliseconds from "pretty-ms";
import { singleLine } from "qapi-ts-generator/text";
import type { Terminal } from "../cli/terminal.js";

/** Shows how much of a command is done. */
interface ProgressDisplay {
  update(current: number, total: number): void;
  stop(): void;
}

/** The least time between two lines, in milliseconds. */
const lineInterval = 2_000;

/**
 * Creates a progress bar if standard error is a terminal, and lines there otherwise. The units are bytes.
 * @param now - the time in milliseconds.
 */
export function createProgress(
  label: string,
  { progressScreen, error }: Terminal,
  now: () => number = () => performance.now(),
): ProgressDisplay {
  const rate = new RateMeter(now);
  const name = singleLine(label);
  if (progressScreen === undefined) return new ProgressLines(name, rate, error, now);
  return new ProgressBar(name, rate, progressScreen);
}

/** The width of a terminal that does not report it. */
const defaultColumns = 80;

/** The most characters of the percentage and the state, and of the spaces around them. */
const stateWidth = 50;

class ProgressBar implements ProgressDisplay {
  readonly #bar: SingleBar;
  readonly #rate: RateMeter;
  #isStarted = false;

  constructor(label: string, rate: RateMeter, stream: NodeJS.WriteStream) {
    this.#rate = rate;
    const format = `${label} {bar} {percentage}%  {state}`;
    // The state of the terminal is not changed, because an interrupt could not restore it.
    const barsize = Math.min(24, Math.max(5, (stream.columns || defaultColumns) - label.length - stateWidth));
    this.#bar = new SingleBar({ format, stream, barsize, linewrap: true }, Presets.shades_grey);
  }

  update(current: number, total: number): void {
    const state = describe(current, total, this.#rate);
    if (!this.#isStarted) this.#bar.start(total, 0, { state });
    this.#isStarted = true;
    this.#bar.setTotal(total);
    this.#bar.update(current, { state });
  }

  stop(): void {
    if (this.#isStarted) this.#bar.stop();
  }
}

class ProgressLines implements ProgressDisplay {
  readonly #label: string;
  readonly #rate: RateMeter;
  readonly #print: (text: string) => void;
  readonly #now: () => number;
  #printed = -Infinity;

  constructor(label: string, rate: RateMeter, print: (text: string) => void, now: () => number) {
    this.#label = label;
    this.#rate = rate;
    this.#print = print;
    this.#now = now;
  }

  update(current: number, total: number): void {
    const state = describe(current, total, this.#rate);
    const now = this.#now();
    if (now - this.#printed < lineInterval && current < total) return;
    this.#printed = now;
    const percentage = total > 0 ? Math.floor((current / total) * 100) : 0;
    this.#print(`${this.#label}: ${percentage}%  ${state}\n`);
  }

  stop(): void {
    // Each line is complete.
  }
}

/** Returns the amounts, the rate and the time left. */
function describe(current: number, total: number, rate: RateMeter): string {
  const perSecond = rate.measure(current);
  const amounts = `${prettyBytes(current)} of ${prettyBytes(total)}`;
  if (perSecond === undefined || perSecond <= 0) return amounts;
  const secondsLeft = Math.max(0, Math.ceil((total - current) / perSecond));
  const left = prettyMilliseconds(secondsLeft * 1000, { unitCount: 2 });
  return `${amounts}, ${prettyBytes(perSecond)}/s, ${left} left`;
}

/** The time over which a rate is measured, in milliseconds. */
const window = 5_000;

/** Measures the rate of an amount over the last seconds. */
export class RateMeter {
  readonly #now: () => number;
  readonly #samples: { readonly at: number; readonly amount: number }[] = [];

  /** @param now - the time in milliseconds. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** Adds a sample. Returns the amount per second; undefined after the first sample. */
  measure(amount: number): number | undefined {
    const at = this.#now();
    this.#samples.push({ at, amount });
    while (this.#samples.length > 2 && (this.#samples[1]?.at ?? at) < at - window) this.#samples.shift();
    const [first] = this.#samples;
    if (first === undefined || at - first.at < 1) return undefined;
    return ((amount - first.amount) / (at - first.at)) * 1000;
  }
}
