// @ts-check
/** How files come into the page: by button, drop and paste. */

import { png } from "./images.js";

/** @typedef {{ name: string, mimeType: string, buffer: Buffer }} Upload */
/** @typedef {import("./tab-trainer.js").TabTrainer} TabTrainer */

const TYPES = /** @type {Record<string, string>} */ ({
  ...{ png: "image/png", jpg: "image/jpeg", bmp: "image/bmp", webp: "image/webp" },
  ...{ avif: "image/avif", svg: "image/svg+xml", txt: "text/plain" },
});

/** With the type that a browser would give it, by the ending of its name. @param {string} name @param {Buffer | string} content @returns {Upload} */
export function file(name, content) {
  const mimeType = TYPES[name.split(".").at(-1) ?? ""] ?? "";
  return { name, mimeType, buffer: Buffer.from(content) };
}

/** Small pictures that differ. @param {string} name @param {number} count */
export const pictures = (name, count, from = 0) =>
  Array.from({ length: count }, (_, i) =>
    file(`${name}-${i}.png`, png(60, 60, { bar: (from + i) / (count + from + 1) })),
  );

/** @param {TabTrainer} app @param {string} name of the class @param {Upload[] | string | string[]} files  contents, or paths */
export async function upload(app, name, files) {
  const chooser = app.page.waitForEvent("filechooser");
  await app.classGroup(name).getByRole("button", { name: "Upload images" }).click();
  await (await chooser).setFiles(files);
}

/** Drops files that exist only in the page. @param {import("@playwright/test").Locator} target @param {Upload[]} files */
export async function drop(target, files) {
  const contents = files.map(({ buffer, ...rest }) => ({
    ...rest,
    base64: buffer.toString("base64"),
  }));
  const dataTransfer = await target.page().evaluateHandle((contents) => {
    const transfer = new DataTransfer();
    for (const { name, mimeType, base64 } of contents) {
      const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
      transfer.items.add(new File([bytes], name, { type: mimeType }));
    }
    return transfer;
  }, contents);
  for (const event of ["dragenter", "dragover", "drop"])
    await target.dispatchEvent(event, { dataTransfer });
}

/** Drops files and folders of the disk, as the browser does. @param {import("@playwright/test").Locator} target @param {string[]} paths */
export async function dropFromDisk(target, paths) {
  await target.scrollIntoViewIfNeeded();
  const box = await target.boundingBox();
  if (!box) throw new Error("nothing to drop on");
  const place = { x: box.x + box.width / 2, y: box.y + 8 };
  const browser = await target.page().context().newCDPSession(target.page());
  const data = { items: [], files: paths, dragOperationsMask: 1 };
  for (const type of /** @type {const} */ (["dragEnter", "dragOver", "drop"]))
    await browser.send("Input.dispatchDragEvent", { type, ...place, data });
  await browser.detach();
}

/** Puts an image into the clipboard and presses Ctrl+V. @param {import("@playwright/test").Page} page @param {Buffer} png */
export async function paste(page, png) {
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.evaluate(async (base64) => {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    const image = new Blob([bytes], { type: "image/png" });
    await navigator.clipboard.write([new ClipboardItem({ "image/png": image })]);
  }, png.toString("base64"));
  await page.keyboard.press("ControlOrMeta+v");
}

/**
 * Holds every decoding back until it is let go: what happens in the middle of an upload can then be looked at.
 * @param {import("@playwright/test").Page} page  that is still to be opened
 */
export async function holdDecoding(page) {
  await page.addInitScript(() => {
    const decode = window.createImageBitmap;
    /** @type {(() => void)[]} */
    const held = [];
    let open = false;
    Object.assign(window, {
      createImageBitmap: async (/** @type {any} */ image, /** @type {any} */ options) => {
        if (!open) await new Promise((resolve) => held.push(() => resolve(null)));
        return decode(image, options);
      },
      decodeNext: () => held.shift()?.(),
      decodeAll: () => {
        open = true;
        for (const go of held) go();
      },
    });
  });
  const call = (/** @type {string} */ name) =>
    page.evaluate((name) => /** @type {any} */ (window)[name](), name);
  return { next: () => call("decodeNext"), all: () => call("decodeAll") };
}

/**
 * The colour of a picture of a class, from 0 to 255, at a place from 0 to 1.
 * @param {TabTrainer} app @param {string} name  of the class @param {number} number  of the picture @param {{ x?: number, y?: number }} [place]
 */
export function colour(app, name, number, { x = 0.5, y = 0.5 } = {}) {
  return app
    .picture(name, number)
    .locator("img")
    .evaluate(
      async (shown, { x, y }) => {
        const image = /** @type {HTMLImageElement} */ (shown);
        await image.decode();
        const { naturalWidth: width, naturalHeight: height } = image;
        const context = Object.assign(document.createElement("canvas"), {
          width,
          height,
        }).getContext("2d");
        context?.drawImage(image, 0, 0);
        const pixel = context?.getImageData(Math.floor(x * width), Math.floor(y * height), 1, 1);
        return [...(pixel?.data.slice(0, 3) ?? [])];
      },
      { x, y },
    );
}
