/** A version of QEMU whose schema is shipped. */
export interface QemuVersion {
  /** For example `11.1`: the folder of its schema, and of its binaries and sources. */
  readonly name: string;
  /** The suite of Debian with its binaries. */
  readonly suite: string;
  /** The suite with its source package, or the address of the sources. */
  readonly source: string;
  /** The packages with emulators, apart from that of x86. */
  readonly packages: readonly string[];
}

const packages = ["arm", "mips", "misc", "ppc", "s390x", "sparc"].map((target) => `qemu-system-${target}`);

/** The shipped versions, the newest first: `qapi-ts/qmp` is the first of them. */
export const versions: readonly QemuVersion[] = [
  {
    name: "11.1",
    suite: "trixie-backports",
    // Debian's mirrors have the sources of the binaries for a short time only.
    source: "http://deb.debian.org/debian/pool/main/q/qemu/qemu_11.1.1%2bds.orig.tar.xz",
    packages: [...packages, "qemu-system-riscv"],
  },
  { name: "10.0", suite: "bookworm-backports", source: "bookworm-backports", packages },
  { name: "7.2", suite: "bookworm", source: "bookworm", packages },
];
