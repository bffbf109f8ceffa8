/** Returns the local time of a moment, in milliseconds since 1970, as `14:03:59.120`. */
export function clockTime(time: number): string {
  const date = new Date(time);
  const pad = (value: number, length: number): string => String(value).padStart(length, "0");
  const seconds = [date.getHours(), date.getMinutes(), date.getSeconds()]
    .map((each) => pad(each, 2))
    .join(":");
  return `${seconds}.${pad(date.getMilliseconds(), 3)}`;
}
