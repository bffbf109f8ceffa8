import { onTestFinished, vi } from "vitest";

/** Lets time pass only when the test says so, until the test has finished. */
export function useFakeTimers(): void {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval"] });
  onTestFinished(() => {
    vi.useRealTimers();
  });
}

/** Waits for what has to settle within 500 ms, while {@link useFakeTimers} applies. */
export async function within500Ms<T>(promise: Promise<T>): Promise<T> {
  const end = vi.advanceTimersByTimeAsync(500).then(() => {
    throw new Error("not settled within 500 ms");
  });
  return await Promise.race([promise, end]);
}
