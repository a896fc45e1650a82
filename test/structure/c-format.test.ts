import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { projectFiles, ROOT } from "./sources.js";

const FORMATTER = "clang-format";

function runFormatter(args: readonly string[], input = "") {
  return spawnSync(FORMATTER, [...args], { cwd: ROOT, encoding: "utf8", input });
}

/** What stands against `files`, or against C on the standard input where none are named. */
function complaintsAbout(files: readonly string[], input = ""): string {
  const { status, stderr, error } = runFormatter(["--dry-run", "-Werror", ...files], input);
  if (error) throw error;
  return status === 0 ? "" : stderr || `exit status ${status}`;
}

const { error } = runFormatter(["--version"]);
const isMissing = (error as NodeJS.ErrnoException | undefined)?.code === "ENOENT";

describe(`the C sources' format${isMissing ? `: skipped, ${FORMATTER} is not installed` : ""}`, () => {
  before(function () {
    if (isMissing) this.skip();
  });

  it("is held against C that looks otherwise", () => {
    assert.match(complaintsAbout([], "int  sum( int a ){return a;}\n"), /code should be/);
  });

  it("is that of .clang-format in every file of ours", () => {
    const files = projectFiles().filter((path) => /\.(c|cc|h)$/.test(path));
    assert.ok(files.includes("native/image/image_turbo.c"), files.join());
    assert.equal(complaintsAbout(files), "");
  });
});
