import assert from "node:assert/strict";
import { FRAME_BYTES_MAX } from "../../../modules/frame/look.js";
import { FakeHost } from "../../helpers/fake-host.js";
import { wakeOnce } from "../../helpers/fake-wake.js";

const PERSON = { score: 40 };

function put(host: FakeHost, settings: object): void {
  host.keyValue.put("settings", "settings", "string", JSON.stringify(settings));
}

describe("a wake that fails", () => {
  const faults: [string, (host: FakeHost) => unknown, string, string][] = [
    [
      "memory that throws",
      (host) => Object.assign(host, { sabotage: "memory", cause: "timer" }),
      "cycle",
      "cycle-fault",
    ],
    [
      "a decoder that throws",
      (host) => Object.assign(host, { sabotage: "decode" }),
      "cycle",
      "cycle-fault",
    ],
    [
      "an inference that fails",
      (host) => Object.assign(host, { sabotage: "invoke" }),
      "detect",
      "detector-failed",
    ],
    [
      "no model partition",
      (host) => Object.assign(host, { partition: undefined }),
      "detect",
      "model-partition-absent",
    ],
    ["an empty slot", (host) => host.partition?.fill(0xff), "detect", "model-header-absent"],
    [
      "a damaged header",
      (host) => host.partition?.fill(0, 70, 71),
      "detect",
      "model-header-corrupt",
    ],
    [
      "a damaged model",
      (host) => host.partition?.fill(0, 4_100, 4_101),
      "detect",
      "model-hash-mismatch",
    ],
    [
      "a model the engine refuses",
      (host) => Object.assign(host, { modelRefusal: "model-too-new" }),
      "detect",
      "model-too-new",
    ],
    [
      "no camera",
      (host) => Object.assign(host, { pictures: [{ camera: { refuses: null } }] }),
      "look",
      "camera-absent",
    ],
    [
      "a camera that fails",
      (host) => Object.assign(host, { pictures: [{ camera: { fails: null } }] }),
      "look",
      "camera-failed",
    ],
    [
      "a camera that hangs",
      (host) => Object.assign(host, { pictures: [{ camera: {} }] }),
      "look",
      "camera-timeout",
    ],
    [
      "a picture that is too large",
      (host) => {
        const frames = Array(3).fill(new Uint8Array(FRAME_BYTES_MAX + 1));
        host.pictures = [{ camera: { frames } }];
      },
      "look",
      "frame-too-large",
    ],
    [
      "a picture that is none",
      (host) => Object.assign(host, { pictures: [{ decode: "image-not-jpeg" }] }),
      "image",
      "image-not-jpeg",
    ],
    [
      "a picture cut short",
      (host) => Object.assign(host, { pictures: [{ decode: "image-truncated" }] }),
      "image",
      "image-truncated",
    ],
    ["bad settings", (host) => put(host, { cloud: { port: 0 } }), "settings", "settings-invalid"],
    [
      "a store that is broken",
      (host) => Object.assign(host.keyValue, { broken: true }),
      "settings",
      "settings-unreadable",
    ],
  ];
  for (const [what, spoil, stage, code] of faults) {
    it(`reports ${code} for ${what}, and sleeps`, async () => {
      const host = new FakeHost();
      spoil(host);
      const { failures, sleepMs } = await wakeOnce(host);
      assert.ok(
        failures.some((failure) => failure.stage === stage && failure.code === code),
        JSON.stringify(failures),
      );
      assert.ok(sleepMs > 0);
    });
  }

  it("sleeps even where nobody hears the report", async () => {
    const host = new FakeHost();
    host.sabotage = "report";
    await assert.rejects(wakeOnce(host), /one report/);
    assert.equal(host.sleeps.length, 1);
  });

  it("sleeps even where nothing can be saved", async () => {
    const host = new FakeHost();
    host.sabotage = "write";
    await wakeOnce(host);
  });

  it("tells a fault in its own words, cut short", async () => {
    const host = new FakeHost();
    host.sabotage = "decode";
    const { failures } = await wakeOnce(host);
    assert.equal(failures[0]?.detail, "Error: an invariant of the decoder");
  });

  it("keeps the decision that stood where nothing was seen", async () => {
    const host = new FakeHost();
    host.pictures = [PERSON];
    await wakeOnce(host);
    host.reboot();
    host.pictures = [{ camera: {} }];
    const { decision, chip, looks, presence } = await wakeOnce(host);
    assert.deepEqual([decision, chip, looks, presence], ["person", null, [], "present"]);
  });

  it("works again in the wake after", async () => {
    const host = new FakeHost();
    host.sabotage = "decode";
    await wakeOnce(host);
    host.reboot();
    host.sabotage = undefined;
    host.pictures = [PERSON];
    const report = await wakeOnce(host);
    assert.deepEqual([report.wake, report.decision, report.failures], [2, "person", []]);
  });
});
