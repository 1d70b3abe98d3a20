// @ts-check
/** Inside on a phone: everything by touch. */

import { expect, test } from "./fixtures.js";
import { InsideView } from "./inside-view.js";

test.use({ hasTouch: true, isMobile: true, viewport: { width: 360, height: 740 } });

test("a map is enlarged by a tap, zoomed by a button and by two fingers, and read by a tap", async ({
  page,
}) => {
  const inside = new InsideView(page);
  await inside.open();
  await inside.maps("Convolution 1, output").tap();
  await expect(inside.enlarged).toBeVisible();
  const surface = inside.enlarged.getByRole("application");
  const width = () => surface.evaluate((one) => one.getBoundingClientRect().width);
  const fitting = await width();
  await inside.button("Zoom in").tap();
  await expect.poll(width).toBeGreaterThan(fitting * 1.4);
  await inside.button("Zoom out").tap();
  await expect.poll(width).toBeCloseTo(fitting, 0);

  await surface.scrollIntoViewIfNeeded();
  const box = await surface.boundingBox();
  if (!box) throw new Error("nothing is enlarged");
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 3];
  const touch = await page.context().newCDPSession(page);
  /** @param {"touchStart" | "touchMove" | "touchEnd"} type @param {number} [apart] */
  const fingers = (type, apart) =>
    touch.send("Input.dispatchTouchEvent", {
      type,
      touchPoints: apart ? [-apart, apart].map((by, id) => ({ x: x + by, y, id })) : [],
    });
  await fingers("touchStart", 20);
  for (const apart of [30, 40, 50]) await fingers("touchMove", apart);
  await fingers("touchEnd");
  await expect.poll(width).toBeGreaterThan(fitting * 2);
  expect(await page.evaluate(() => visualViewport?.scale), "the page itself stays").toBe(1);

  await surface.tap({ position: { x: 5, y: 5 } });
  await expect(inside.enlarged.getByText(/^Row 1, column 1: /)).toBeVisible();
  await inside.button("Close").tap();
  await expect(inside.enlarged).toBeHidden();
});

test("every control can be hit with a finger", async ({ page }) => {
  const inside = new InsideView(page);
  await inside.open();
  await inside.maps("Convolution 1, output").tap();
  const controls = inside.region.locator("button, select, input");
  for (const control of await controls.all()) {
    const box = await control.boundingBox();
    const name = await control.evaluate((one) => one.getAttribute("aria-label") ?? one.textContent);
    expect(Math.min(box?.width ?? 44, box?.height ?? 44), name ?? "").toBeGreaterThanOrEqual(44);
  }
});
