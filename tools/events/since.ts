import { UsageError } from "../failure.js";

const units: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/**
 * Parses the value of `--since`: an age such as `10m`, or a date that JavaScript reads.
 * @param now - milliseconds since the Unix epoch.
 * @returns milliseconds since the Unix epoch.
 * @throws UsageError for anything else.
 */
export function parseSince(text: string, now: number): number {
  const [, amount, unit = ""] = /^(\d+(?:\.\d+)?)([smhd])$/.exec(text) ?? [];
  if (amount !== undefined) return now - Number(amount) * (units[unit] ?? 0);
  const date = /^\d{4}-/.test(text) ? Date.parse(text) : NaN;
  if (!Number.isNaN(date)) return date;
  throw new UsageError(
    `--since ${text}: use an age such as 30s, 10m, 2h or 1d, or a date such as 2026-01-31T12:00.`,
  );
}
