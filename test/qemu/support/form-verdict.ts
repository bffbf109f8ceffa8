/** What QEMU says of a request's form; whatever else it says, it says of what the request asks for. */
const formErrors = [
  /"desc": "Parameter '.*' is (missing|unexpected)"/,
  /"desc": "Parameter '.*' does not accept value '/,
  /"desc": "Parameter '.*' expects u?int(8|16|32|64)(_t)?"/,
  /"desc": "Invalid parameter type for '.*', expected: /,
  /"desc": "QMP input /,
  /"desc": "JSON /,
  /"desc": "The command .* does not support OOB"/,
  /"desc": "The command .* has not been found"/,
];

/** Whether QEMU took a request's form, by the line that it answered. To end or to be busy, it must have. */
export function acceptsForm(answer: string | undefined): boolean {
  return answer === undefined || !formErrors.some((pattern) => pattern.test(answer));
}

/** Commands whose own code complains in the words of the others' form; what it asks for, no schema says. */
export const handWritten: ReadonlySet<string> = new Set(["device_add", "dump-guest-memory", "qom-set"]);

/**
 * What nobody should do to the machine that runs the tests, should it be taken: write much, reach for the network,
 * ask for devices and memory of the host, and wait for somebody.
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
