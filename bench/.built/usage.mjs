// bench/usage.ts
import { Session } from "node:inspector/promises";
process.on("message", (question) => void answer(question));
process.channel?.unref();
async function answer(question) {
  const { user, system } = process.cpuUsage();
  const rssBytes = process.memoryUsage.rss();
  const liveBytes = question === "collect" ? await liveAfterCollection() : void 0;
  process.send?.({ cpuUs: user + system, rssBytes, liveBytes });
}
async function liveAfterCollection() {
  const session = new Session();
  session.connect();
  await session.post("HeapProfiler.collectGarbage");
  session.disconnect();
  return process.memoryUsage().heapUsed;
}
