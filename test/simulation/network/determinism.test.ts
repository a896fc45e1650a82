import assert from "node:assert/strict";
import {
  type LocalCloud,
  openLocalCloud,
} from "../../../hosts/simulator/board/cloud/local-cloud.js";
import { Truth } from "../../../hosts/simulator/board/cloud/truth.js";
import { seededFaults } from "../../../hosts/simulator/board/network/network-faults.js";
import { sha256Of } from "../../../hosts/simulator/board/picture-hash.js";
import { ask, openRig, secureOptions } from "../../helpers/network-rig.js";

const KEY = "sk-test";
const PICTURES = Array.from({ length: 12 }, (_, index) =>
  Buffer.concat([
    Buffer.of(0xff, 0xd8, 0xff, 0xe0),
    Buffer.alloc(2_000 + index * 700, `picture ${index}`),
  ]),
);

describe("two runs of one seed", () => {
  it("give the firmware the same events, bytes and times, over real sockets", async () => {
    const one = await run(11);
    const two = await run(11);
    assert.ok(one.log.length > 50, `${one.log.length} lines`);
    assert.deepEqual(two, one);
  });

  it("differ from those of another seed", async () => {
    assert.notDeepEqual((await run(11)).log, (await run(12)).log);
  });

  it("meet every kind of luck on the way", async () => {
    const { log } = await run(11);
    const text = log.join("\n");
    for (const kind of ['"done"', "network-unreachable", "network-reset", '"status":200']) {
      assert.ok(text.includes(kind), kind);
    }
  });
});

interface Run {
  readonly log: readonly string[];
  readonly totals: object;
  readonly cloud: object;
}

/** Six wakes that ask about two pictures each: one client after the other, then both at once. */
async function run(seed: number): Promise<Run> {
  const truth = new Truth();
  PICTURES.forEach((picture, index) => {
    truth.learn(sha256Of(picture), { person: index % 2 === 0, count: index % 2 });
  });
  const cloud = await openLocalCloud({ seed, key: KEY, truth, errorShare: 0.2 });
  const faults = seededFaults({ seed, outageShare: 0.1, resetShare: 0.15, latencyShare: 0.3 });
  const rig = openRig({ port: cloud.route.port, certificateStore: [cloud.caDer], faults });
  const bodies: string[] = [];
  try {
    for (let wake = 0; wake < PICTURES.length / 2; wake++) {
      const answers = [wake * 2, wake * 2 + 1].map((index) => {
        const body = chatBody(PICTURES[index] as Buffer);
        const client = rig.client(secureOptions());
        return ask(client, request(cloud, body), body).transcript;
      });
      await rig.run();
      for (const { body, error } of answers)
        bodies.push(`${error?.code} ${error?.message} ${body}`);
      rig.part.reset();
    }
    return { log: [...rig.events, ...bodies], totals: rig.part.totals(), cloud: cloud.totals() };
  } finally {
    rig.close();
    await cloud.close();
  }
}

function request({ path }: LocalCloud, body: string) {
  return {
    method: "POST",
    path,
    headers: new Map([
      ["authorization", `Bearer ${KEY}`],
      ["content-type", "application/json"],
      ["content-length", String(body.length)],
    ]),
  };
}

function chatBody(jpeg: Buffer): string {
  const url = `data:image/jpeg;base64,${jpeg.toString("base64")}`;
  const content = [{ type: "image_url", image_url: { url } }];
  return JSON.stringify({ model: "gpt-test", messages: [{ role: "user", content }] });
}
