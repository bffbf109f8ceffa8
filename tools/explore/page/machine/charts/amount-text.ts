const units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];

/** Returns an amount of bytes, such as `1.5 MiB`. */
export function bytesText(bytes: number): string {
  const exponent = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(bytes) / 10));
  const value = bytes / 2 ** (10 * exponent);
  return `${value < 10 && exponent > 0 ? value.toFixed(1) : value.toFixed(0)} ${units[exponent] ?? "B"}`;
}

/** Returns a duration in seconds, such as `2 min 5 s`. */
export function secondsText(seconds: number): string {
  if (!Number.isFinite(seconds)) return "unknown";
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  return minutes < 60
    ? `${minutes} min ${whole % 60} s`
    : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** Returns how much of a whole is done, in percent. */
export function percentOf(current: number, total: number): number {
  return total <= 0 ? 0 : Math.min(100, (100 * current) / total);
}
