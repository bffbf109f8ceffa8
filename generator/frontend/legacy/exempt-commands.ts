/**
 * The commands of QEMU and its guest agent that may return any type. QEMU 2.4 to 2.8 listed them in the source of its
 * generator; later versions list them in a pragma.
 */
export const exemptCommands: ReadonlySet<string> = new Set([
  ...["human-monitor-command", "qom-get", "query-migrate-cache-size", "query-tpm-models", "query-tpm-types"],
  ...["ringbuf-read", "guest-file-open", "guest-fsfreeze-freeze", "guest-fsfreeze-freeze-list"],
  ...["guest-fsfreeze-status", "guest-fsfreeze-thaw", "guest-get-time", "guest-set-vcpus"],
  ...["guest-sync", "guest-sync-delimited"],
]);
