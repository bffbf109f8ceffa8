import { InvalidArgumentError, Option } from "@commander-js/extra-typings";

type ValueOption<Flags extends string, Value> = Option<Flags, undefined, undefined, Value>;

/** The description of an argument that names a machine. */
export const targetDescription: string =
  "a name of `qmp ps`, PATH or unix:PATH, tcp:HOST:PORT, tls:HOST:PORT, ws://HOST:PORT, wss://HOST:PORT, qga:PATH " +
  "(guest agent), virsh:DOMAIN (libvirt) or nats:SITE/HOST/MACHINE (a fleet)";

/** An option that collects its values. Commander's own variadic options would also take the arguments that follow. */
export function repeatable<const Flags extends string>(
  flags: Flags,
  description: string,
): ValueOption<Flags, string[] | undefined> {
  return new Option(flags, description).argParser<string[] | undefined>((value, previous = []) => [
    ...previous,
    value,
  ]);
}

/** An option whose value is a number of seconds. Commands receive milliseconds. */
export function secondsOption<const Flags extends string>(
  flags: Flags,
  description: string,
): ValueOption<Flags, number> {
  return new Option(flags, description).argParser<number>((value) => {
    const seconds = Number(value);
    const isValid = /^\d*\.?\d+$/.test(value) && seconds > 0 && seconds <= maxSeconds;
    if (!isValid) throw new InvalidArgumentError(`Use a number of seconds up to ${maxSeconds}.`);
    return seconds * 1000;
  });
}

/** A week. Timers cannot wait longer than 24 days. */
const maxSeconds = 604_800;

/** An option whose value is a positive integer. */
export function countOption<const Flags extends string>(
  flags: Flags,
  description: string,
): ValueOption<Flags, number> {
  return new Option(flags, description).argParser<number>((value) => {
    if (!/^[1-9]\d{0,14}$/.test(value)) throw new InvalidArgumentError("Use a whole number above 0.");
    return Number(value);
  });
}
