// npm test: lint, types (by the set-up), then every mocha test with coverage.
import { spawnSync } from "node:child_process";
import { join, resolve } from "node:path";

const ROOT = resolve(import.meta.dirname, "..");
const bin = (name) => join(ROOT, "node_modules/.bin", name);

function step(name, program, args) {
  const { status } = spawnSync(program, args, { cwd: ROOT, stdio: "inherit" });
  if (status === 0) return;
  process.stderr.write(`npm test: ${name} failed\n`);
  process.exit(status ?? 1);
}

const patterns = process.argv.slice(2);
step("lint", bin("biome"), ["check", "--error-on-warnings", "."]);
step("tests", bin("c8"), [
  "--reporter=text-summary",
  "--reporter=lcov",
  "--include=build/js/modules/**",
  "--include=build/js/hosts/**",
  "--include=build/js/tools/**",
  process.execPath,
  join(ROOT, "tools/run-mocha.mjs"),
  ...patterns,
]);
