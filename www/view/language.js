// @ts-check
import { language, text } from "../text/index.js";
import { LANGUAGES, chooseLanguage } from "../text/language.js";
import { html, render } from "../vendor/lit-html/lit-html.js";
import { byId } from "./dom.js";
import { mayLeave } from "./leave.js";

/**
 * @typedef {import("./leave.js").Parts & { recorder: import("../camera/recorder.js").Recorder, news: import("./news.js").News }} Parts
 */

/** The languages of the page, each by its own name. Another one begins the page anew, with all that is stored. */
export class LanguageChoice {
  #parts;
  #place = byId("languages", HTMLElement);

  /** @param {Parts} parts */
  constructor(parts) {
    this.#parts = parts;
    for (const one of [parts.session, parts.recorder])
      one.addEventListener("change", () => this.#render());
    this.#render();
  }

  /** Why no other language can be chosen now; "" when one can. */
  get #obstacle() {
    const { session, recorder } = this.#parts;
    if (session.training) return text("language-training");
    return recorder.current ? text("language-recording") : "";
  }

  #render() {
    const obstacle = this.#obstacle;
    render(
      html`
        <span id="languages-title" hidden>${text("language-choice")}</span>
        ${LANGUAGES.map(
          (code) => html`
            <button
              type="button"
              lang=${code}
              aria-pressed=${code === language}
              aria-disabled=${obstacle !== "" /* its reason can be reached */}
              aria-describedby="languages-reason"
              @click=${() => void this.#choose(code)}
            >
              ${nameOf(code)}
            </button>
          `,
        )}
        <span id="languages-reason" hidden>${obstacle}</span>
      `,
      this.#place,
    );
  }

  /** @param {string} code */
  async #choose(code) {
    if (this.#obstacle) {
      this.#parts.news.say(this.#obstacle);
      return;
    }
    if (code !== language && (await mayLeave(this.#parts, questionBeforeLoss)))
      chooseLanguage(code);
  }
}

const questionBeforeLoss = () => ({
  title: text("language-loss-title"),
  text: text("language-loss-text"),
  yes: text("language-loss-yes"),
});

/** "English", "Русский". @param {string} code */
function nameOf(code) {
  const name = new Intl.DisplayNames(code, { type: "language" }).of(code) ?? code;
  return name[0].toLocaleUpperCase(code) + name.slice(1);
}
