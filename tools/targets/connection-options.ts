import type { Command, OptionValues } from "@commander-js/extra-typings";
import { withOptions } from "../cli/with-options.js";

/** The options of every command that connects, as commander parses them. */
export interface ConnectionFlags {
  /** The file with the certificate authorities to trust. */
  readonly ca?: string | undefined;
  /** The files with the client's certificate and key. */
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
  /** The name in the server's certificate. */
  readonly servername?: string | undefined;
  /** Whether any certificate is accepted. */
  readonly insecure?: true | undefined;
}

/** Adds the options of {@link ConnectionFlags} to a command. */
export function withConnectionOptions<A extends unknown[], O extends OptionValues, G extends OptionValues>(
  command: Command<A, O, G>,
): Command<A, O & ConnectionFlags, G> {
  return withOptions(command, (any) =>
    any
      .optionsGroup("TLS (tls: and wss:):")
      .option("--ca <file>", "trust only the certificate authorities in this file")
      .option("--cert <file>", "the client's certificate")
      .option("--key <file>", "the client's key")
      .option("--servername <name>", "the name in the server's certificate (default: the host)")
      .option("--insecure", "accept any certificate"),
  );
}
