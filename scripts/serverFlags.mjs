/**
 * V8's flags for a server process; `Dockerfile` has the same.
 *
 * `--max-semi-space-size` (MB): while thousands of sockets open at once, V8 lets the young generation grow to three times
 * this and does not give it back. With 16 in place of 32 each of 10,000 sockets takes a third less memory
 * (`npm run bench -- idle`), and a delivery up to a tenth more of the CPU (`npm run bench -- fanout`).
 */
export const serverFlags = ["--max-semi-space-size=16"];
