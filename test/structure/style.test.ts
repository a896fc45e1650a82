import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { basename, join, normalize } from "node:path";
import { readManifest } from "../../tools/manifest.js";
import { projectFiles, ROOT, readSource } from "./sources.js";

const LINES_MAX = 200;
const C_COLUMNS_MAX = 100;

/** Files over the line limit with their reason; this list may only shrink. */
const LONG_FILES: Readonly<Record<string, string>> = {};

const VAGUE_NAMES = /^(utils?|common|managers?|services?|helpers?|data|info|misc)(\.|$)/;
/** Test doubles, by the name that the style guide gives their folder. */
const VAGUE_BUT_AGREED = ["test/helpers"];

const files = projectFiles();

/** Sources of the boards alone; only mcconfig can follow their manifest to the SDK's. */
function builtForBoards(): string[] {
  const folder = "hosts/esp32";
  const { modules } = JSON.parse(readSource(`${folder}/manifest.json`)) as {
    modules: Record<string, string | string[]>;
  };
  const stems = Object.values(modules)
    .flat()
    .map((source) => normalize(join(folder, source)));
  return files.filter((path) => stems.includes(path.replace(/\.(ts|cc?)$/, "")));
}
const code = files.filter((path) => /\.(ts|mjs|c|cc|h|py)$/.test(path));

const firmwareScripts = code.filter((path) => /^(modules|native|hosts\/esp32)\/.*\.ts$/.test(path));

const COMMENT_OR_TEXT = /\/\*[\s\S]*?\*\/|\/\/.*|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`/g;
const REGEXP =
  /\bRegExp\b|\.(?:match|matchAll|search)\(|(?:^|[=(,:[!&|?{};]|\breturn)\s*\/(?![/*])/;

/** Whether a script needs the engine's regular expressions. */
function usesRegExp(script: string): boolean {
  return REGEXP.test(script.replace(COMMENT_OR_TEXT, ""));
}

describe("the sources' style", () => {
  it("keeps files within reading length", () => {
    const long = code.filter((path) => readSource(path).split("\n").length > LINES_MAX + 1);
    assert.deepEqual(
      long.filter((path) => !path.startsWith("test/") && !(path in LONG_FILES)),
      [],
    );
  });

  it("keeps no exception that is no longer needed", () => {
    const kept = Object.keys(LONG_FILES).filter((path) => code.includes(path));
    assert.deepEqual(kept, Object.keys(LONG_FILES));
  });

  it("calls no file or folder something that says nothing", () => {
    const vague = files.filter((path) =>
      path.split("/").some((part, at, parts) => {
        const folder = parts.slice(0, at + 1).join("/");
        return VAGUE_NAMES.test(part) && !VAGUE_BUT_AGREED.includes(folder);
      }),
    );
    assert.deepEqual(vague, []);
  });

  it("names TypeScript files in kebab-case and C files in snake_case", () => {
    const odd = files.filter((path) => {
      const name = basename(path);
      if (/\.ts$/.test(name)) return !/^[a-z0-9]+(-[a-z0-9]+)*(\.(test|d))?\.ts$/.test(name);
      return /\.[ch]c?$/.test(name) && !/^[a-z0-9]+(_[a-z0-9]+)*\.(c|cc|h)$/.test(name);
    });
    assert.deepEqual(odd, []);
  });

  it("keeps C within a hundred columns", () => {
    const wide = files
      .filter((path) => /\.(c|cc|h)$/.test(path))
      .flatMap((path) =>
        readSource(path)
          .split("\n")
          .filter((line) => line.length > C_COLUMNS_MAX)
          .map((line) => `${path}: ${line}`),
      );
    assert.deepEqual(wide, []);
  });

  it("keeps regular expressions out of a board's firmware, where they cost 18 KB", () => {
    for (const script of ["/a/.test(b)", "b.match(c)", 'new RegExp("a")', "return /a/;"]) {
      assert.ok(usesRegExp(script), script);
    }
    for (const script of ['const path = "/a/";', "a / b / c", "// a.match(b)", '"._:/@-"']) {
      assert.ok(!usesRegExp(script), script);
    }
    assert.ok(firmwareScripts.includes("modules/text/forms.ts"), firmwareScripts.join());
    assert.deepEqual(
      firmwareScripts.filter((path) => usesRegExp(readSource(path))),
      [],
    );
  });

  it("keeps trimEnd out of it: XS of SDK 8.2.3 leaves the first of nothing but blanks", () => {
    assert.deepEqual(
      firmwareScripts.filter((path) => /\.trim(?:End|Right)\(/.test(readSource(path))),
      [],
    );
  });

  it("preloads every module of the firmware but main, and those that say why not", () => {
    const { modules, preload } = readManifest(`${ROOT}/manifest.json`, "simulator");
    const saysWhy = (path: string) => /^\/\/ Not preloaded: /.test(readFileSync(path, "utf8"));
    const wrong = [...modules].filter(
      ([specifier, path]) => specifier !== "main" && preload.includes(specifier) === saysWhy(path),
    );
    assert.deepEqual(wrong, []);
  });

  it("builds every module of the firmware: no file of modules/ or native/ is left out", () => {
    const native = JSON.parse(readSource("native/manifest.json"));
    const manifests = [
      readManifest(`${ROOT}/manifest.json`, "simulator"),
      ...Object.keys(native.platforms).map((each) =>
        readManifest(`${ROOT}/native/manifest.json`, each),
      ),
    ];
    const built = new Set([
      ...manifests
        .flatMap(({ modules, cFiles }) => [...modules.values(), ...cFiles])
        .map((path) => path.slice(ROOT.length + 1)),
      ...builtForBoards(),
    ]);
    const left = files.filter(
      (path) =>
        /^(modules\/(?!host\/)|native\/).*\.(ts|c|cc)$/.test(path) &&
        !path.endsWith(".d.ts") &&
        !built.has(path),
    );
    assert.deepEqual(left, []);
  });

  it("keeps mutable state out of preloaded modules, which are read-only", () => {
    const firmware = /^(modules\/|native\/|hosts\/[^/]+\/firmware\/).*\.ts$/;
    const mutable = files
      .filter((path) => firmware.test(path))
      .flatMap((path) =>
        readSource(path)
          .split("\n")
          .filter(
            (line) =>
              /^(export )?(let|var) /.test(line) ||
              /^(export )?const \w+.* = new (Map|Set|WeakMap)\b/.test(line),
          )
          .map((line) => `${path}: ${line}`),
      );
    assert.deepEqual(mutable, []);
  });
});
