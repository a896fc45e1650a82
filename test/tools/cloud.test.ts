import assert from "node:assert/strict";
import { endpointPath, realCloud } from "../../tools/run/cloud.js";
import { checkSettings, SettingsFileError } from "../../tools/run/provision.js";

describe("a real cloud", () => {
  const paths: readonly (readonly [given: string, asked: string])[] = [
    ["/", "/v1/chat/completions"],
    ["/v1", "/v1/chat/completions"],
    ["/v1/", "/v1/chat/completions"],
    ["/api/v1", "/api/v1/chat/completions"],
    ["/v1/chat/completions", "/v1/chat/completions"],
    ["/openai/deployments/x/chat/completions", "/openai/deployments/x/chat/completions"],
  ];

  for (const [given, asked] of paths) {
    it(`is asked at ${asked} where ${given} was given`, () =>
      assert.equal(endpointPath(given), asked));
  }

  it("is asked where its provider says", () => {
    assert.equal(endpointPath("/v1", "openai-responses"), "/v1/responses");
    assert.equal(endpointPath("/", "anthropic"), "/v1/messages");
    assert.equal(endpointPath("/", "gemini"), "");
    const { settings } = realCloud(new URL("https://example.org/v1"), "key", {
      transport: "websocket",
    });
    assert.equal(settings.path, "");
  });

  it("keeps port and query", () => {
    const { settings } = realCloud(new URL("https://example.org:8443/v1?version=1"), "key");
    assert.deepEqual(settings, {
      host: "example.org",
      port: 8443,
      path: "/v1/chat/completions?version=1",
    });
  });

  it("is refused before the run where the firmware could not name it", () => {
    const { settings } = realCloud(new URL("https://[::1]/"), "key");
    assert.throws(
      () => checkSettings({ cloud: settings }),
      (error: Error) => error instanceof SettingsFileError && /cloud\.host/.test(error.message),
    );
  });
});
