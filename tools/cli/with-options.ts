import type { Command, OptionValues } from "@commander-js/extra-typings";

/**
 * Adds the same options to any command. Commander does not infer the options of a command that is a type parameter, so
 * that they are inferred from a command without options.
 * @param add - adds the options to the command that it receives, and returns it.
 */
export function withOptions<
  A extends unknown[],
  O extends OptionValues,
  G extends OptionValues,
  Added extends OptionValues,
>(command: Command<A, O, G>, add: (command: Command) => Command<[], Added>): Command<A, O & Added, G> {
  const untyped: unknown = command;
  add(untyped as Command);
  return untyped as Command<A, O & Added, G>;
}
