// @ts-check
/** With its protection against fingerprinting, Firefox hands out noise in place of pixels; the page notices, and names the setting. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { Host, unpacked } from "../e2e/host.js";
import { startFirefox } from "./browser.js";
import { Visitor } from "./visitor.js";

test("noise in place of pixels is no camera", async () => {
  const host = new Host(unpacked());
  await host.start();
  const firefox = await startFirefox({ "privacy.resistFingerprinting": true });
  try {
    const [page] = await firefox.pages();
    const visitor = new Visitor(page, host.address);
    await visitor.open();
    await visitor.press("Use practice camera");
    await visitor.reads("the setting is called privacy.resistFingerprinting");
    assert.deepEqual(visitor.faults, []);
  } finally {
    await firefox.close();
    host.stop();
  }
});
