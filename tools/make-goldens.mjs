// npm run goldens: writes every golden vector anew, after a deliberate change of what it holds. Inputs
// are named by generator and seed, or kept; each step reads what the one before has written.
import { spawnSync } from "node:child_process";
import { join, resolve } from "node:path";

const ROOT = resolve(import.meta.dirname, "..");
const STEPS = [
  ["pictures", "test/native/make-image-goldens.js"],
  ["inferences", "test/native/inference-golden.js"],
  ["the board's self-test", "test/native/device-goldens.js"],
];

for (const [what, script] of STEPS) {
  process.stdout.write(`golden vectors: ${what}\n`);
  const args = [join(ROOT, "build/js", script)];
  const { status } = spawnSync(process.execPath, args, { cwd: ROOT, stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
}
process.stdout.write("golden vectors: done; git diff shows what changed\n");
