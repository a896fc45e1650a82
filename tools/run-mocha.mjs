// Runs the compiled tests, all or those whose path contains one of the arguments.
import { existsSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import Mocha from "mocha";

const ROOT = resolve(import.meta.dirname, "..");
const TEST_MS_MAX = 60_000;

const wanted = process.argv.slice(2);
const TESTS = join(ROOT, "build/js/test");
const files = readdirSync(TESTS, { recursive: true })
  .filter((file) => file.endsWith(".test.js"))
  // The compiler leaves behind what it made of a source that is gone.
  .filter((file) => existsSync(join(ROOT, "test", file.replace(/\.js$/, ".ts"))))
  .filter((file) => wanted.length === 0 || wanted.some((part) => file.includes(part)))
  .sort();
if (files.length === 0) {
  process.stderr.write("no test file matches\n");
  process.exit(1);
}
const mocha = new Mocha({ timeout: TEST_MS_MAX, reporter: "spec", forbidOnly: true });
for (const file of files) mocha.addFile(join(TESTS, file));
await mocha.loadFilesAsync();
const runner = mocha.run((failures) => {
  const { passes, pending } = runner.stats;
  process.stdout.write(`${passes} passed, ${failures} failed, ${pending} skipped\n`);
  // A test that left something open has failed already; it must not hold up the others' verdict.
  process.exit(failures > 0 ? 1 : 0);
});
