import type { Command, OptionValues } from "@commander-js/extra-typings";
import { readFileSync } from "node:fs";
import { UsageError, withOptions } from "qapi-ts-tools/cli";
import { natsFromEnvironment } from "../nats/environment.js";
import type { NatsOptions } from "../nats/connection.js";

/** The options with the address of NATS, as commander parses them. */
export interface NatsFlags {
  readonly nats?: string | undefined;
  readonly creds?: string | undefined;
  readonly user?: string | undefined;
  readonly passwordFile?: string | undefined;
  readonly inbox?: string | undefined;
  readonly prefix?: string | undefined;
  readonly domain?: string | undefined;
  readonly ca?: string | undefined;
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
}

/** Adds the options of {@link NatsFlags} to a command. */
export function withNatsOptions<A extends unknown[], O extends OptionValues, G extends OptionValues>(
  command: Command<A, O, G>,
): Command<A, O & NatsFlags, G> {
  return withOptions(command, (any) =>
    any
      .optionsGroup("NATS (default: $NATS_URL and the other variables of the command nats):")
      .option("--nats <url>", "the servers, separated by commas (default: nats://127.0.0.1:4222)")
      .option("--creds <file>", "the credentials of the user, as nsc writes them")
      .option("--user <name>", "the name of the user")
      .option("--password-file <file>", "a file with the password of the user")
      .option("--inbox <prefix>", "the prefix of the subjects of replies (default: _INBOX)")
      .option("--prefix <prefix>", "the first tokens of all subjects of the fleet (default: qmp)")
      .option(
        "--domain <name>",
        "the domain of JetStream with the stores of the site (default: the server's, with those of all)",
      )
      .option("--ca <file>", "trust only the certificate authorities in this file")
      .option("--cert <file>", "the client's certificate")
      .option("--key <file>", "the client's key"),
  );
}

/**
 * Converts the options to those of a connection.
 * @throws UsageError if a file cannot be read.
 */
export function natsOptionsOf(flags: NatsFlags): NatsOptions & { readonly prefix?: string } {
  const { nats, creds, user, passwordFile, inbox, prefix, domain, ca, cert, key } = flags;
  const tls = {
    ...(ca !== undefined && { ca }),
    ...(cert !== undefined && { cert }),
    ...(key !== undefined && { key }),
  };
  return {
    ...natsFromEnvironment(),
    ...(nats !== undefined && { servers: nats.split(",") }),
    ...(creds !== undefined && { credentials: checkReadable(creds, "--creds") && creds }),
    ...(user !== undefined && { user }),
    ...(passwordFile !== undefined && { password: checkReadable(passwordFile, "--password-file").trim() }),
    ...(inbox !== undefined && { inbox }),
    ...(prefix !== undefined && { prefix }),
    ...(domain !== undefined && { domain }),
    ...(Object.keys(tls).length > 0 && { tls }),
  };
}

function checkReadable(file: string, option: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    throw new UsageError(`${option} names a file that cannot be read: ${file}.`, { cause });
  }
}
