import assert from "node:assert/strict";
import fc from "fast-check";
import { SETTINGS_TABLE } from "../../../modules/settings/schema.js";
import {
  allowedBy,
  DEFAULT_SETTINGS,
  parseSettings,
  type SettingsTable,
  VALUE_CHARS_MAX,
} from "../../../modules/settings/settings.js";
import { SETTING_DOCS } from "../../../tools/settings/setting-docs.js";

const TABLE: SettingsTable = SETTINGS_TABLE;

function errorsOf(given: unknown): string[] {
  const parsed = parseSettings(given);
  return parsed.ok ? [] : parsed.errors.map(({ path, value }) => `${path}=${value}`);
}

describe("settings", () => {
  for (const [given, errors] of [
    [null, ["=null"]],
    [[], ["=a list"]],
    ["x", ['="x"']],
    [{ motoin: {} }, ["motoin=an object"]],
    [{ motion: 3 }, ["motion=3"]],
    [{ motion: { skips: 3 } }, ["motion.skips=3"]],
    [{ motion: { skipsMax: 0 } }, ["motion.skipsMax=0"]],
    [{ motion: { skipsMax: 1.5 } }, ["motion.skipsMax=1.5"]],
    [{ motion: { skipsMax: "60" } }, ['motion.skipsMax="60"']],
    [{ motion: { lightShare: Number.NaN } }, ["motion.lightShare=NaN"]],
    [{ cloud: { enabled: 1 } }, ["cloud.enabled=1"]],
    [{ cloud: { host: "a b" } }, ['cloud.host="a b"']],
    [{ cloud: { path: "v1" } }, ['cloud.path="v1"']],
    [{ cloud: { path: "/v1\r\nx: y" } }, ['cloud.path="/v1\r\nx: y"']],
    [{ wifi: { channel: 15 } }, ["wifi.channel=15"]],
    [{ wifi: { bssid: "0a:1b:2c:3d:4e" } }, ['wifi.bssid="0a:1b:2c:3d:4e"']],
    [{ wifi: { address: "192.168.1.256" } }, ['wifi.address="192.168.1.256"']],
    [{ wifi: { gateway: "192.168.1" } }, ['wifi.gateway="192.168.1"']],
    [{ wifi: { timeServer: "" } }, ['wifi.timeServer=""']],
    [{ wifi: { password: "x" } }, ['wifi.password="x"']],
    [{ escalation: { auditShare: 1.01 } }, ["escalation.auditShare=1.01"]],
    [{ escalation: { breakerFailures: 0 } }, ["escalation.breakerFailures=0"]],
    [{ webhook: { host: "a b" } }, ['webhook.host="a b"']],
    [{ webhook: { secret: "x" } }, ['webhook.secret="x"']],
    [{ toString: {} }, ["toString=an object"]],
    [JSON.parse('{"__proto__":{}}'), ["__proto__=an object"]],
  ] as const) {
    it(`refuse ${JSON.stringify(given)}`, () => assert.deepEqual(errorsOf(given), errors));
  }

  it("list every error, with what is allowed, and long values cut short", () => {
    const parsed = parseSettings({
      camera: { timeoutMs: 1 },
      policy: { confidenceThreshold: 2 },
      cloud: { model: "x y".repeat(99) },
    });
    assert.ok(!parsed.ok);
    assert.deepEqual(
      parsed.errors.map(({ path, allowed }) => `${path}: ${allowed}`),
      [
        "camera.timeoutMs: a whole number from 500 to 30000, in ms",
        "policy.confidenceThreshold: a number from 0.5 to 0.999, in 1",
        "cloud.model: letters, digits and ._:/@-, or empty, at most 128 characters",
      ],
    );
    assert.ok((parsed.errors[2]?.value.length ?? 0) <= VALUE_CHARS_MAX + 3);
  });

  it("take a fixed address, a BSSID, and none of both", () => {
    const address = {
      address: "192.168.1.40",
      netmask: "255.255.0.0",
      gateway: "10.0.0.1",
      dns: "",
    };
    assert.deepEqual(
      errorsOf({ wifi: { ...address, bssid: "0A:1b:2c:3d:4e:5f", channel: 14 } }),
      [],
    );
    assert.deepEqual(errorsOf({ wifi: { address: "", bssid: "" } }), []);
  });

  it("fill in what is left out, and leave the defaults as they are", () => {
    const parsed = parseSettings({ motion: { skipsMax: 7 } });
    assert.ok(parsed.ok);
    assert.deepEqual(parsed.value, {
      ...DEFAULT_SETTINGS,
      motion: { ...DEFAULT_SETTINGS.motion, skipsMax: 7 },
    });
    assert.equal(DEFAULT_SETTINGS.motion.skipsMax, SETTINGS_TABLE.motion.skipsMax.standard);
    assert.throws(() => Object.assign(DEFAULT_SETTINGS.motion, { skipsMax: 7 }), TypeError);
  });

  it("have defaults that are allowed themselves", () => {
    assert.deepEqual(parseSettings(structuredClone(DEFAULT_SETTINGS)), {
      ok: true,
      value: DEFAULT_SETTINGS,
    });
  });

  it("take a number exactly where it is within its bounds", () => {
    const numbers = Object.entries(TABLE).flatMap(([group, entries]) =>
      Object.entries(entries).flatMap(([name, entry]) =>
        entry.kind === "integer" || entry.kind === "number" ? [{ group, name, entry }] : [],
      ),
    );
    const integer = fc.integer({ min: -10, max: 100_000_000 });
    fc.assert(
      fc.property(fc.constantFrom(...numbers), integer, ({ group, name, entry }, value) => {
        const { ok } = parseSettings({ [group]: { [name]: value } });
        assert.equal(ok, value >= entry.min && value <= entry.max, `${group}.${name}=${value}`);
      }),
      { numRuns: 500 },
    );
  });

  it("each say their unit, their bounds and what they are for", () => {
    const docs: Readonly<Record<string, Readonly<Record<string, string>>>> = SETTING_DOCS;
    for (const [group, entries] of Object.entries(TABLE)) {
      for (const [name, entry] of Object.entries(entries)) {
        const doc = docs[group]?.[name] ?? "";
        assert.ok(doc.length > 10 && allowedBy(entry).length > 5, `${group}.${name}`);
      }
    }
  });
});
