// @ts-check
/**
 * Every number that the view Inside shows, beside the engine's and beside a computation by hand: for the small network, for
 * Careful, with its batch normalisation and dropout, and for the article's own.
 */

import { stepByHand, winners } from "./by-hand.js";
import { expect, test } from "./fixtures.js";
import { InsideView } from "./inside-view.js";

/** Of the largest value of a map: what the order of single-precision sums makes in six layers. */
const NEAR = 2e-4;
/** What three digits leave open of a number. */
const SHOWN = 0.0051;

/** @typedef {Awaited<ReturnType<typeof engineSays>>} Engine */

/** What the engine finds for the network and the picture that the view has sent to its worker. @param {import("@playwright/test").Page} page */
function engineSays(page) {
  return page.evaluate(async () => {
    const { open, frame } = Reflect.get(window, "sent");
    const engine = await import(/** @type {any} */ ("/pkg/tab_trainer.js"));
    await engine.default();
    const network = new engine.Network(open.spec, open.seed);
    const trace = network.trace_rgba(frame.rgba, network.target_of(frame.target));
    const summary = /** @type {import("../../www/pkg/tab_trainer.js").Summary} */ (trace.summary());
    const of = (/** @type {(layer: number) => Float32Array} */ get) =>
      summary.layers.map((_, layer) => [...get(layer)]);
    return {
      summary,
      loss: /** @type {string} */ (network.spec().loss),
      outputs: of((layer) => trace.maps(layer, "output")),
      deltas: of((layer) => trace.maps(layer, "delta")),
      weights: of((layer) => trace.values(layer, "before")),
      gradients: of((layer) => trace.values(layer, "gradient")),
      after: of((layer) => trace.values(layer, "after")),
      tolerance: /** @type {number} */ (
        trace.recipes(
          summary.layers.findIndex(({ kind }) => kind === "conv"),
          0,
          0,
        ).tolerance
      ),
    };
  });
}

/** A number as the page writes it. @param {string} written */
function read(written) {
  return Number(written.replaceAll(",", "").replace("−", "-"));
}

/** @param {import("@playwright/test").Locator} table @returns {Promise<number[]>} */
async function cells(table) {
  const texts = await table.locator("td:not(.outside)").allTextContents();
  return texts.map((text) => read(text.replaceAll(/[♛✗\s]/gu, "")));
}

/** @param {number[]} shown @param {number[]} exact @param {string} what */
function compare(shown, exact, what) {
  expect(shown.length, what).toBe(exact.length);
  shown.forEach((number, i) => {
    const difference = Math.abs(number - exact[i]);
    const allowed = SHOWN * Math.abs(exact[i]) + 1e-6;
    expect(difference, `${what}[${i}]: ${number} beside ${exact[i]}`).toBeLessThanOrEqual(allowed);
  });
}

/** @param {number[]} found @param {number[]} exact @param {string} what */
function near(found, exact, what) {
  expect(found.length, what).toBe(exact.length);
  const largest = exact.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-9);
  const worst = found.reduce((most, value, i) => Math.max(most, Math.abs(value - exact[i])), 0);
  expect(worst / largest, what).toBeLessThan(NEAR);
}

/** Opens or closes a panel, and waits until it is so. @param {import("@playwright/test").Locator} panel */
async function toggle(panel) {
  const open = await panel.evaluate((details) => details.hasAttribute("open"));
  await panel.locator("summary").click();
  if (open) await expect(panel).not.toHaveAttribute("open");
  else await expect(panel).toHaveAttribute("open");
}

for (const name of [
  "Small, for explaining: 2 kernels of 3×3 on 12×12",
  "Careful, not trained",
  "The article's own, not trained",
]) {
  test(`numbers on screen are those of the step: ${name}`, async ({ page }) => {
    test.slow();
    page.setDefaultTimeout(20_000);
    await page.addInitScript(() => {
      Math.random = () => 0.5; // the drawn scene without its noise
      const sent = {};
      Object.assign(window, { sent });
      const post = Worker.prototype.postMessage;
      /** @this {Worker} @param {any} message @param {any} options */
      Worker.prototype.postMessage = function (message, options) {
        if (message?.type === "trace") Object.assign(sent, { frame: message.data });
        if (message?.type === "open") Object.assign(sent, { open: message.data });
        return post.call(this, message, options);
      };
    });
    const inside = new InsideView(page);
    await inside.open();
    await inside.choose(name);
    await inside.freeze.click();
    const engine = await engineSays(page);
    const { summary, outputs, deltas, weights, gradients, after } = engine;
    const { layers } = summary;

    await test.step("the engine's maps, δ and gradients are those by hand", () => {
      const masks = layers.map(({ kind }, place) =>
        kind === "dropout"
          ? outputs[place].map((y, i) =>
              outputs[place - 1][i] === 0 ? 1 : y / outputs[place - 1][i],
            )
          : null,
      );
      // Where the value is 0, what dropout multiplied it with is of no account forward; δ says it.
      masks.forEach((mask, place) =>
        mask?.forEach((_, i) => {
          if (outputs[place - 1][i] === 0 && deltas[place][i] !== 0)
            mask[i] = deltas[place - 1][i] / deltas[place][i];
        }),
      );
      const step = stepByHand(layers, outputs[0], weights, summary.targets, engine.loss, masks);
      near([summary.loss], [step.loss], "loss");
      near(summary.predictions, step.predictions, "predictions");
      for (const [place, { output, delta, gradient }] of step.found.entries()) {
        if (place === 0) continue;
        near(outputs[place], output, `output of ${layers[place].name}`);
        near(deltas[place], delta, `δ of ${layers[place].name}`);
        const trained = layers[place].kind === "batch_norm" ? gradient.length / 2 : gradient.length;
        near(
          gradients[place].slice(0, trained),
          gradient.slice(0, trained),
          `gradient of ${layers[place].name}`,
        );
      }
    });

    const at = (
      /** @type {number} */ place,
      /** @type {number} */ y,
      /** @type {number} */ x,
      /** @type {number} */ c,
    ) => (y * layers[place].output.width + x) * layers[place].output.channels + c;
    const panel = (/** @type {string} */ title) => page.locator("details", { hasText: title });

    await test.step("a neuron's sum, forward and back, in layers of every kind", async () => {
      const neuron = page.locator("#inside-neuron");
      await toggle(neuron);
      const layer = neuron.getByRole("combobox", { name: "Layer", exact: true });
      await expect(layer.locator("option")).toHaveCount(layers.length - 1);
      const names = await layer.locator("option").allTextContents();
      const kinds = layers.slice(1).map(({ kind }) => kind);
      for (const [i, name] of names.entries()) {
        // Of each kind the first and the last: in between they are alike, and their maps have been compared.
        if (kinds.indexOf(kinds[i]) !== i && kinds.lastIndexOf(kinds[i]) !== i) continue;
        const place = i + 1;
        const { height, width, channels } = layers[place].output;
        const [y, x, c] = [Math.floor(height / 2), Math.floor(width / 3), channels - 1];
        await layer.selectOption({ label: name });
        // Its first neuron is shown: what is typed before that would be written over.
        for (const field of await neuron.getByRole("spinbutton").all())
          await expect(field).toHaveValue("1");
        for (const [label, value, count] of /** @type {const} */ ([
          ["Map", c, channels],
          ["Row", y, height],
          ["Column", x, width],
        ])) {
          if (count === 1) continue; // there is nothing to choose
          const field = neuron.getByRole("spinbutton", { name: label, exact: true });
          await expect(field).toHaveAttribute("max", String(count)); // of the layer that was chosen
          await field.fill(String(value + 1));
          await field.press("Tab");
        }
        for (const [way, values] of /** @type {const} */ ([
          ["Forward: the output", outputs],
          ["Back: δ", deltas],
        ])) {
          await neuron
            .getByRole("combobox", { name: "Way", exact: true })
            .selectOption({ label: way });
          const exact = values[place][at(place, y, x, c)];
          // The last piece of the formula is what comes out.
          const result = neuron.locator(".formula math").last();
          await expect
            .poll(
              async () => {
                const shown = read(((await result.textContent()) ?? "").replaceAll(/[=\s]/g, ""));
                return Math.abs(shown - exact) <= SHOWN * Math.abs(exact) + 1e-6;
              },
              { message: `${name}, ${way}: ${exact}` },
            )
            .toBe(true);
        }
      }
      await toggle(neuron);
    });

    await test.step("window, weights and products of the first convolution", async () => {
      const neuron = page.locator("#inside-neuron");
      await toggle(neuron);
      await neuron
        .getByRole("combobox", { name: "Way", exact: true })
        .selectOption({ label: "Forward: the output" });
      await neuron
        .getByRole("combobox", { name: "Layer", exact: true })
        .selectOption({ label: "Convolution 1" });
      await neuron.getByRole("spinbutton", { name: "Row", exact: true }).fill("5");
      await neuron.getByRole("spinbutton", { name: "Column", exact: true }).fill("6");
      await neuron.getByRole("spinbutton", { name: "Column", exact: true }).press("Tab");
      const [first] = layers.slice(1);
      const { channels } = first.input;
      const padding = first.output.height === first.input.height ? 1 : 0;
      const tables = neuron.locator(".window-sum table");
      const seen = (/** @type {number} */ c) =>
        [0, 1, 2].flatMap((u) =>
          [0, 1, 2].map(
            (v) =>
              outputs[0][((4 - padding + u) * first.input.width + 5 - padding + v) * channels + c],
          ),
        );
      const weightsOf = (/** @type {number} */ c) =>
        [...Array(9).keys()].map((k) => weights[1][(k * channels + c) * first.output.channels]);
      // What is drawn follows what was typed.
      await expect(async () => {
        const chosen =
          channels === 1
            ? 0
            : await neuron
                .locator(".chip[aria-pressed=true]")
                .evaluate((chip) => [...(chip.parentElement?.children ?? [])].indexOf(chip));
        const [window, kernel] = [seen(chosen), weightsOf(chosen)];
        compare(await cells(tables.nth(0)), window, "window");
        compare(await cells(tables.nth(1)), kernel, "weights");
        const products = window.map((value, k) => value * kernel[k]);
        compare(await cells(tables.nth(2)), products, "products");
      }).toPass();
      await toggle(neuron);
    });

    await test.step("the three recipes and the judge", async () => {
      const kernel = page.locator("#inside-kernel");
      await toggle(kernel);
      const tables = kernel.locator(".recipe table");
      await expect(tables).toHaveCount(4);
      const [first] = layers.slice(1);
      const slice = [...Array(9).keys()].map(
        (k) => gradients[1][k * first.input.channels * first.output.channels],
      );
      compare(await cells(tables.nth(1)), slice, "turn neither");
      // Another build of the engine judges by other roundings: what counts is what counts as agreement.
      const judge = await tables
        .nth(0)
        .locator("td")
        .evaluateAll((cells) =>
          cells.map((cell) => (cell.classList.contains("outside") ? null : cell.textContent)),
        );
      const { tolerance } = engine;
      for (const [i, text] of judge.entries()) {
        if (text === null) continue;
        const difference = Math.abs(read(text.trim()) - slice[i]);
        expect(difference, "finite differences").toBeLessThanOrEqual(
          tolerance + SHOWN * Math.abs(slice[i]),
        );
      }
      await expect(kernel.getByText("agrees", { exact: false }).first()).toBeVisible();
      await toggle(kernel);
    });

    await test.step("the crowns of max-pooling", async () => {
      const pool = page.locator("#inside-pool");
      await toggle(pool);
      const place = layers.findIndex(({ kind }) => kind === "max_pool");
      const tables = pool.locator("table");
      await expect(tables).toHaveCount(4);
      const rows = await tables.nth(0).locator("tr").count();
      const columns = await tables.nth(0).locator("tr").first().locator("td").count();
      const part = (
        /** @type {number[]} */ values,
        /** @type {number} */ of,
        /** @type {number} */ rows,
        /** @type {number} */ columns,
      ) =>
        [...Array(rows * columns).keys()].map(
          (i) => values[at(of, Math.floor(i / columns), i % columns, 0)],
        );
      compare(
        await cells(tables.nth(0)),
        part(outputs[place - 1], place - 1, rows, columns),
        "values",
      );
      compare(
        await cells(tables.nth(3)),
        part(deltas[place - 1], place - 1, rows, columns),
        "δ moved",
      );
      const crowned = await tables
        .nth(0)
        .locator("td")
        .evaluateAll((cells) =>
          cells.flatMap((cell, i) => (cell.textContent?.includes("♛") ? [i] : [])),
        );
      const best = winners(layers[place], outputs[place - 1])
        .filter((_, i) => i % layers[place].output.channels === 0)
        .map((winner) => Math.floor(winner / layers[place].input.channels))
        .map((pixel) => ({
          row: Math.floor(pixel / layers[place].input.width),
          column: pixel % layers[place].input.width,
        }))
        .filter(({ row, column }) => row < rows && column < columns)
        .map(({ row, column }) => row * columns + column);
      expect(new Set(crowned)).toEqual(new Set(best));
      await toggle(pool);
    });

    await test.step("the update of one weight", async () => {
      const update = panel("The update: before, gradient, after").locator("xpath=.");
      await toggle(update);
      await update
        .getByRole("combobox", { name: "What moves", exact: true })
        .selectOption({ label: "One weight" });
      await update
        .getByRole("combobox", { name: "Layer", exact: true })
        .selectOption({ label: "Convolution 1" });
      await update.getByRole("spinbutton", { name: "Weight", exact: true }).fill("4");
      await update.getByRole("spinbutton", { name: "Weight", exact: true }).press("Tab");
      const row = update.locator(".update-row td span");
      await expect
        .poll(async () => read(await row.first().innerText()))
        .toBeCloseTo(weights[1][3], 2);
      const shown = (await row.allInnerTexts()).map(read);
      compare(
        [shown[0], shown[1], shown[3]],
        [weights[1][3], gradients[1][3], after[1][3]],
        "before, gradient, after",
      );
      // 2.12: the products that are written out, and the rest, add up to −∂E/∂w.
      const pieces = await update
        .locator(".formula")
        .last()
        .locator("math")
        .evaluateAll((maths) =>
          maths.map((math) =>
            [...math.querySelectorAll("mn")].map(({ textContent }) => textContent),
          ),
        );
      const numbers = pieces.map((piece) => piece.map((number) => read(number ?? "")));
      const [sum] = numbers.pop() ?? [];
      const added = numbers.reduce(
        (sum, piece) => sum + (piece.length > 0 ? piece.reduce((a, b) => a * b, 1) : 0),
        0,
      );
      const size = numbers.flat().reduce((most, number) => Math.max(most, Math.abs(number)), 0);
      expect(numbers.length).toBeGreaterThan(3);
      expect(Math.abs(added - sum), `${added} beside ${sum}`).toBeLessThanOrEqual(
        SHOWN * numbers.length * size ** 2,
      );
      compare([-sum], [gradients[1][3]], "their sum");
    });
  });
}
