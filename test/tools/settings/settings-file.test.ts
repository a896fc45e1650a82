import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { makeAuthority } from "../../../hosts/simulator/board/cloud/test-authority.js";
import type { NvsItem } from "../../../tools/nvs/nvs-format.js";
import {
  applyChange,
  BoardSettingsError,
  readSettingsFile,
} from "../../../tools/settings/settings-file.js";
import { openScratchFolder, type ScratchFolder } from "../../helpers/scratch-folder.js";

const SECRET = "sk-very-secret";

describe("a file of a board's settings", () => {
  let folder: ScratchFolder;

  beforeEach(() => {
    folder = openScratchFolder();
  });
  afterEach(() => folder.remove());

  function read(content: unknown) {
    const path = folder.path("board.json");
    writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
    return readSettingsFile(path);
  }

  function refused(content: unknown, why: RegExp): void {
    assert.throws(
      () => read(content),
      (error: Error) => {
        assert.ok(error instanceof BoardSettingsError);
        assert.match(error.message, why);
        assert.doesNotMatch(error.message, new RegExp(SECRET));
        return true;
      },
    );
  }

  const bad: readonly (readonly [string, unknown, RegExp])[] = [
    ["text that is no JSON", `{\n"credentials": {"cloudKey": "${SECRET}" oops`, /not JSON/],
    ["a list", [], /must hold an object/],
    ["nothing to set", {}, /nothing is set/],
    ["an unknown group", { colour: { [SECRET]: 1 } }, /colour: one of camera/],
    ["a secret in the wrong place", { cloud: { key: SECRET } }, /cloud\.key: one of enabled/],
    [
      "a value out of bounds",
      { policy: { confidenceThreshold: 7 } },
      /confidenceThreshold: .*0\.5/,
    ],
    ["Wi-Fi without a name", { wifi: { password: SECRET } }, /wifi\.ssid/],
    ["a name that is too long", { wifi: { ssid: "ä".repeat(17) } }, /1 to 32 bytes/],
    ["a password that is too short", { wifi: { ssid: "home", password: "seven77" } }, /password/],
    ["a password beyond ASCII", { wifi: { ssid: "home", password: "pässword" } }, /password/],
    ["a misspelt field", { wifi: { ssid: "home", pasword: SECRET } }, /wifi/],
    ["a misspelt secret", { credentials: { key: SECRET } }, /credentials\.key/],
    ["Wi-Fi that is no object", { wifi: SECRET }, /wifi: an object/],
    ["a key with a line end", { credentials: { cloudKey: `${SECRET}\n` } }, /cloudKey/],
    ["a secret that is too short", { credentials: { webhookSecret: SECRET } }, /16 to 128/],
    ["an authority that is not there", { credentials: { cloudCa: "none.pem" } }, /cloudCa/],
  ];

  for (const [what, content, why] of bad) it(`refuses ${what}`, () => refused(content, why));

  it("refuses a leaf's certificate as an authority", async () => {
    const authority = await makeAuthority();
    const { cert } = await authority.issue({ names: ["leaf.example"] });
    writeFileSync(folder.path("leaf.pem"), cert);
    refused({ credentials: { cloudCa: "leaf.pem" } }, /cloudCa/);
  });

  it("takes an authority's certificate, in whatever encoding, as DER", async () => {
    const { caDer } = await makeAuthority();
    const base64 = Buffer.from(caDer)
      .toString("base64")
      .match(/.{1,64}/g)
      ?.join("\n");
    const pem = `-----BEGIN CERTIFICATE-----\n${base64}\n-----END CERTIFICATE-----\n`;
    writeFileSync(folder.path("ca.der"), caDer);
    writeFileSync(folder.path("ca.pem"), pem);
    for (const cloudCa of ["ca.der", "ca.pem"]) {
      const [item] = read({ credentials: { cloudCa } }).put;
      assert.deepEqual([item?.key, item?.format, item?.bytes], ["cloud-ca", "buffer", caDer]);
    }
  });

  it("names every fault at once", () =>
    refused({ wifi: { ssid: "" }, policy: { looksAgainMax: -1 } }, /wifi\.ssid.*looksAgainMax/s));

  it("takes groups, Wi-Fi and key for the keys that the firmware reads", () => {
    const { put } = read({
      policy: { confidenceThreshold: 0.8 },
      wifi: { ssid: "home", password: "password" },
      credentials: { cloudKey: SECRET, webhookSecret: "0123456789abcdef" },
    });
    const texts = put.map(({ key, bytes }) => [key, Buffer.from(bytes).toString()]);
    assert.deepEqual(texts, [
      ["wifi-ssid", "home\0"],
      ["wifi-password", "password\0"],
      ["cloud-key", `${SECRET}\0`],
      ["webhook-secret", "0123456789abcdef\0"],
      ["settings", '{"policy":{"confidenceThreshold":0.8}}\0'],
    ]);
  });

  it("takes an old password away where the network is open", () => {
    assert.deepEqual(read({ wifi: { ssid: "open" } }).remove, ["wifi-password"]);
  });
});

describe("a change of a board's items", () => {
  const item = (domain: string, key: string, value: number): NvsItem => ({
    domain,
    key,
    format: "uint8",
    bytes: Uint8Array.of(value),
  });

  it("keeps what it does not name, of the same key in another domain too", () => {
    const before = [item("phy", "cal", 1), item("settings", "a", 2), item("wake", "a", 3)];
    const change = { put: [item("settings", "b", 4)], remove: ["a"] };
    const after = [item("phy", "cal", 1), item("wake", "a", 3), item("settings", "b", 4)];
    assert.deepEqual(applyChange(before, change), after);
  });
});
