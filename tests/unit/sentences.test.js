// @ts-check
/** The rule of tests/lint/sentences.js. */

import { RuleTester } from "eslint";
import { describe, it } from "node:test";
import rule from "../lint/sentences.js";

RuleTester.describe = describe;
RuleTester.it = it;

const errors = [{ messageId: "sentence" }];

new RuleTester().run("no-sentence", rule, {
  valid: [
    'text("train-stop")',
    'button.className = "note bad"',
    'h("p", { class: "field wide" })',
    'element.querySelector("summary b")',
    'event.key === "Escape"',
    'throw new RangeError("there is no such layer")',
    "html`<p class='note bad'>${text('x')}</p>`",
    'import "./some words here.js"',
    "svg`<line class='grid line' x1='0' />`",
    "mathml`<mi>w</mi><mo>←</mo><mi>w</mi>`",
  ],
  invalid: [
    { code: 'button.textContent = "Stop"', errors },
    { code: 'say("The camera is off.")', errors },
    { code: 'throw new Error("Start the camera first")', errors },
    { code: "say(`${count} pictures`)", errors },
    { code: "say(`Epoch ${epoch}`)", errors },
    { code: "html`<button>stop</button>`", errors },
    { code: "html`<button title='stop'>×</button>`", errors },
    { code: "svg`<text>steps</text>`", errors },
    { code: "mathml`<mtext>steps</mtext>`", errors },
  ],
});
