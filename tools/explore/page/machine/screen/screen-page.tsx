import type { VNode } from "preact";
import { useState } from "preact/hooks";
import type { Session } from "qapi-ts";
import { ScreenInput } from "./screen-input.js";
import { useScreen } from "./use-screen.js";

/** The choices of how often the screen is read, in milliseconds. */
const intervals = [
  { value: 500, label: "twice a second" },
  { value: 1_000, label: "every second" },
  { value: 5_000, label: "every 5 seconds" },
  { value: 0, label: "never" },
] as const;

/** What the machine's screen shows, and its keyboard and pointer. */
export function ScreenPage({ session }: { readonly session: Session }): VNode {
  const [interval, setInterval] = useState<number>(1_000);
  const { address, error } = useScreen(session, interval);
  return (
    <div class="machine-page">
      <h1>Screen</h1>
      <label class="field screen-interval">
        <span>Refresh</span>
        <select
          value={String(interval)}
          onChange={({ currentTarget }) => {
            setInterval(Number(currentTarget.value));
          }}
        >
          {intervals.map(({ value, label }) => (
            <option key={value} value={String(value)}>
              {label}
            </option>
          ))}
        </select>
      </label>
      {error !== undefined && (
        <p class="field-issue" role="alert">
          {error}
        </p>
      )}
      {address !== undefined && <ScreenInput session={session} address={address} />}
    </div>
  );
}
