// Loaded before a program that scripts/run.mjs starts: ends it in good order when that script is gone.

process.channel?.unref();
process.on("disconnect", () => process.kill(process.pid, "SIGTERM"));
