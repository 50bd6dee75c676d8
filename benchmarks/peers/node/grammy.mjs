// grammY, over the connections of node's own HTTP client.
import { readFileSync } from "node:fs";
import { Api } from "grammy";

const task = JSON.parse(readFileSync(process.argv[2], "utf-8"));
const api = new Api(task.token, { apiRoot: task.url });
const options = { parse_mode: "HTML", reply_markup: task.markup };

let next = task.first;
async function work() {
  while (next < task.first + task.count) {
    await api.sendMessage(next++, task.text, options);
  }
}

const before = process.cpuUsage();
const started = performance.now();
await Promise.all(Array.from({ length: task.connections }, work));
const seconds = (performance.now() - started) / 1000;
const used = process.cpuUsage(before);
const processor = (used.user + used.system) / 1e6;
const peak = /VmHWM:\s+(\d+) kB/.exec(readFileSync("/proc/self/status", "utf-8"))[1] / 1024;
console.log(JSON.stringify({ seconds, processor, peak }));
