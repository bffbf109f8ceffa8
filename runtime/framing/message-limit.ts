/**
 * 64 MiB of characters: what QEMU itself takes as the longest token.
 */
export const defaultMessageLimit: number = 64 * 1024 * 1024;
