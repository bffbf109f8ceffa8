/** Errors that QEMU reports for an invalid request. Other errors mean that the request is valid and failed. */
const validationErrors = [
  /"desc": "Parameter '.*' is (missing|unexpected)"/,
  /"desc": "Parameter '.*' does not accept value '/,
  /"desc": "Parameter '.*' expects u?int(8|16|32|64)(_t)?"/,
  /"desc": "Invalid parameter type for '.*', expected: /,
  /"desc": "QMP input /,
  /"desc": "JSON /,
  /"desc": "The command .* does not support OOB"/,
  /"desc": "The command .* has not been found"/,
];

/** Whether QEMU accepted a request as valid. Without an answer, it executed the request and ended or is busy. */
export function isAccepted(answer: string | undefined): boolean {
  return answer === undefined || !validationErrors.some((pattern) => pattern.test(answer));
}

/** Commands whose implementation reports the same errors for rules that are not in the schema. */
export const hasOwnValidation: ReadonlySet<string> = new Set(["device_add", "dump-guest-memory", "qom-set"]);

/**
 * Requests that must not be executed on the host that runs the tests: they write large files, use the network, allocate
 * devices or memory of the host, or wait for a peer.
 */
const harmful = [
  /"execute": "(pmemsave|memsave|blockdev-create|migrate|migrate-incoming|nbd-server-start|screendump)"/,
  /"(prealloc|wait)": /,
  /"(ssh|nbd|https?|ftps?|iscsi|nfs|rbd|gluster|inet|vsock|tap|bridge|l2tpv3|socket|pty|dgram|stream|udp)"/,
  /"(io_uring|nvme[a-z-]*|virtio-blk-[a-z-]*|host_[a-z]*|memory-backend-[a-z]*)"/,
];

export function isHarmful(request: string): boolean {
  return harmful.some((pattern) => pattern.test(request));
}
