// @ts-check
/** The projects of this browser: a sheet at the side, in which one is opened, made, named, copied or deleted. */

import { contentsOf, copyProject } from "../data/contents.js";
import { download } from "../files/download.js";
import { EXTENSION, MODELS, isModel } from "../files/extension.js";
import { isFull } from "../data/database.js";
import { LONGEST_NAME, freeName } from "../data/project-list.js";
import { room } from "../data/room.js";
import { megabytes, text } from "../text/index.js";
import { repeat } from "../vendor/lit-html/directives/repeat.js";
import { html, render } from "../vendor/lit-html/lit-html.js";
import { byId, h, messageOf, say } from "../view/dom.js";
import { mayLeave } from "../view/leave.js";
import { choosePlace } from "./choose-place.js";
import { Refusal, adopt, filling, readModel } from "./model-file.js";
import { canShare, fileOf, picturesFileOf, projectFrom, share } from "./travel.js";

/**
 * @typedef {import("../data/contents.js").Contents} Contents
 * @typedef {import("../data/project-list.js").Listed} Listed
 * @typedef {import("../view/leave.js").Parts & {
 *   projects: import("../data/project-list.js").ProjectList,
 *   project: import("../data/project.js").Project,
 *   recorder: import("../camera/recorder.js").Recorder,
 *   handsFree: import("../camera/hands-free.js").HandsFree,
 *   uploads: import("../data/uploads.js").Uploads,
 *   news: import("../view/news.js").News,
 *   settings: { sureFrom: number },
 * }} Parts
 */

export class ProjectSheet {
  #parts;
  #alert = h("p", { class: "note bad", role: "alert", hidden: true });
  #status = h("p", { class: "hint", role: "status", hidden: true });
  #progress = h("progress", { "aria-label": text("projects-progress"), hidden: true });
  #file = h("input", { type: "file", accept: [EXTENSION, ...MODELS].join(), hidden: true });
  /** A file that is ready to be passed on: it takes a press of its own. @type {{ id: string, file: File } | null} */
  #ready = null;
  #body = h("div", { class: "projects" });
  #sheet = h("dialog", { class: "sheet", "aria-labelledby": "projects-title" }, this.#body);
  /** Of each project, by its id, as far as it is known. @type {Map<string, Contents>} */
  #contents = new Map();
  /** Of all projects together; "" where the browser does not say. */
  #size = "";
  /** Whether something is being done that takes its time. */
  #busy = false;

  /** @param {Parts} parts */
  constructor(parts) {
    this.#parts = parts;
    document.body.append(this.#sheet);
    parts.projects.addEventListener("change", () => this.#render());
    this.#file.addEventListener("change", () => {
      const [file] = this.#file.files ?? [];
      if (file) void this.openFile(file);
      this.#file.value = ""; // the same one may be chosen again
    });
    this.#sheet.addEventListener("click", ({ target }) => {
      if (target === this.#sheet) this.#sheet.close(); // beside it
    });
  }

  async show() {
    const { projects, storage } = this.#parts;
    say(this.#alert, "");
    await Promise.all([projects.refresh(), storage.flush()]);
    await this.#look();
    this.#sheet.showModal();
  }

  /** What the projects hold, and how much room they take. */
  async #look() {
    const { projects, dataset, session } = this.#parts;
    const { bytes } = await room();
    this.#size = bytes === null ? "" : megabytes(bytes);
    await Promise.all(
      projects.all.map(async ({ id }) => this.#contents.set(id, await contentsOf(id))),
    );
    // Also where nothing can be stored.
    const pictures = dataset.classes.reduce((sum, one) => sum + one.pictures.length, 0);
    this.#contents.set(projects.id, { pictures, training: session.training });
    this.#render();
  }

  #render() {
    const { all } = this.#parts.projects;
    render(
      html`
        <header>
          <h2 id="projects-title">${text("projects-title")}</h2>
          <button type="button" @click=${() => this.#sheet.close()}>
            ${text("projects-done")}
          </button>
        </header>
        <p class="hint">
          ${text("projects-about")}
          ${text(this.#size ? "projects-where-size" : "projects-where", { size: this.#size })}
        </p>
        ${this.#alert}${this.#status}${this.#progress}
        <ul>
          ${repeat(
            all,
            ({ id }) => id,
            (one) => html`<li>${this.#row(one)}</li>`,
          )}
        </ul>
        <form @submit=${(/** @type {SubmitEvent} */ event) => this.#create(event)}>
          <label for="projects-new">${text("projects-new")}</label>
          <div class="row">
            <input
              id="projects-new"
              dir="auto"
              maxlength=${LONGEST_NAME}
              autocomplete="off"
              .placeholder=${freeName(all)}
            />
            <button type="submit">${text("projects-create")}</button>
          </div>
        </form>
        <div>
          <button type="button" @click=${() => this.#file.click()}>
            ${text("projects-open-file")}
          </button>
          ${this.#file}
          <p class="hint">${text("projects-open-file-about")}</p>
        </div>
      `,
      this.#body,
    );
  }

  /** @param {Listed} one */
  #row(one) {
    const { id, name } = one;
    const isOpen = id === this.#parts.projects.id;
    return html`
      <div role="group" aria-label=${name} ?data-open=${isOpen}>
        <input
          class="name"
          id="project-${id}"
          aria-label=${text("projects-name")}
          dir="auto"
          maxlength=${LONGEST_NAME}
          autocomplete="off"
          spellcheck="false"
          enterkeyhint="done"
          .value=${name}
          @change=${(/** @type {Event} */ { target }) => void this.#rename(one, /** @type {HTMLInputElement} */ (target))}
          @keydown=${(/** @type {KeyboardEvent} */ { key, target }) => {
            if (key === "Enter") /** @type {HTMLInputElement} */ (target).blur();
          }}
        />
        <p class="hint">
          ${isOpen ? html`<strong>${text("projects-is-open")}</strong> ` : ""}${this.#about(one)}
        </p>
        <div class="row">
          ${isOpen ? "" : html`<button type="button" @click=${() => void this.#open(id)}>${text("projects-open")}</button>`}
          <button type="button" class="quiet" @click=${() => void this.#duplicate(one)}>
            ${text("projects-duplicate")}
          </button>
          <button type="button" class="quiet" @click=${() => void this.#save(one, fileOf)}>
            ${text("projects-save")}
          </button>
          <button type="button" class="quiet" @click=${() => void this.#save(one, picturesFileOf)}>
            ${text("projects-save-pictures")}
          </button>
          ${this.#ready?.id === id ? html`<button type="button" @click=${() => void this.#share()}>${text("projects-share")}</button>` : ""}
          <button type="button" class="quiet" @click=${() => void this.#delete(one)}>
            ${text("projects-delete")}
          </button>
        </div>
      </div>
    `;
  }

  /** What is known of a project. @param {Listed} one */
  #about({ id, used }) {
    const contents = this.#contents.get(id);
    if (!contents) return "";
    const isOpen = id === this.#parts.projects.id;
    const { pictures, training } = contents;
    return [
      pictures === null
        ? text("projects-unreadable")
        : text("projects-pictures", { count: pictures }),
      used > 0 && !isOpen ? text("projects-used", { used }) : "",
      training && !isOpen ? text("projects-training") : "",
    ]
      .filter(Boolean)
      .join(" ");
  }

  /** Another project begins the page anew: nothing of this one is left in it. @param {string} id */
  async #begin(id) {
    await this.#parts.projects.choose(id);
    location.reload();
  }

  /** @param {string} id */
  async #open(id) {
    await this.#do(async () => {
      this.#checkRest();
      if (await mayLeave(this.#parts, questionBeforeLoss)) await this.#begin(id);
    });
  }

  /** @throws {Error} while something is under way that would be lost, which a training is not */
  #checkRest() {
    const { recorder, handsFree, uploads } = this.#parts;
    if (recorder.current || handsFree.current) throw new Error(text("projects-recording"));
    if (uploads.progress) throw new Error(text("projects-uploading"));
  }

  /** @param {SubmitEvent} event */
  async #create(event) {
    event.preventDefault();
    const { projects } = this.#parts;
    const name = this.#field("projects-new").value.trim();
    await this.#do(async () => {
      this.#checkRest();
      const id = await projects.add(name || freeName(projects.all));
      if (await mayLeave(this.#parts, questionBeforeLoss)) await this.#begin(id);
      else await projects.remove(id);
    });
  }

  /** @param {Listed} one @param {HTMLInputElement} field */
  async #rename({ id, name }, field) {
    const typed = field.value.trim();
    if (!typed) field.value = name;
    else await this.#do(() => this.#parts.projects.rename(id, typed));
  }

  /** @param {Listed} one */
  async #duplicate({ id, name }) {
    const { projects, storage } = this.#parts;
    let copy = "";
    await this.#do(async () => {
      say(this.#status, text("projects-duplicating", { name }));
      if (id === projects.id) await storage.flush();
      copy = await projects.add(text("projects-copy", { name }), (to) => copyProject(id, to));
      await this.#look();
    });
    if (!copy) return;
    say(this.#status, text("projects-duplicated", { name }));
    this.#field(`project-${copy}`).select();
  }

  /** Where files can be passed on, that is offered when there is one. @param {Listed} one @param {typeof fileOf} make  the file */
  async #save({ id, name }, make) {
    const { projects, storage } = this.#parts;
    await this.#do(async () => {
      say(this.#status, text("projects-saving", { name }));
      const isOpen = id === projects.id && !storage.readOnly;
      const file = await make({ id, name }, isOpen ? storage.snapshot() : null, this.#advance);
      download(file);
      this.#ready = canShare() ? { id, file } : null;
      say(this.#status, text("projects-saved", { file: file.name }));
      this.#render();
    });
  }

  async #share() {
    const file = this.#ready?.file;
    if (file) await this.#do(() => share(file));
  }

  /** Makes a project of a file, and opens it; a trained network may also go into the one that is open. @param {File} file */
  async openFile(file) {
    const { projects } = this.#parts;
    await this.#do(async () => {
      this.#checkRest();
      say(this.#status, text("projects-reading", { name: file.name }));
      const id = isModel(file)
        ? await this.#take(file)
        : await projectFrom(file, projects, this.#advance);
      if (id === null) return;
      await this.#look();
      if (await mayLeave(this.#parts, questionBeforeLoss)) await this.#begin(id);
      else say(this.#status, text("projects-read", { name: file.name }));
    });
  }

  /** @param {File} file  of a trained network @returns {Promise<string | null>} the project that was made of it; null: none was */
  async #take(file) {
    const { projects, session, dataset, news } = this.#parts;
    const model = await readModel(file);
    const place = await choosePlace(model, {
      project: projects.current.name,
      hasNetwork: session.network !== null,
      canReplace: !session.training && !dataset.locked,
    });
    say(this.#status, "");
    if (place === "new") return projects.add(projectName(file.name), filling(model));
    if (place === "here") {
      await adopt(model, this.#parts);
      this.#sheet.close();
      news.say(text("projects-model-answers", { name: file.name }));
    }
    return null;
  }

  #advance = (/** @type {number} */ done, /** @type {number} */ total) => {
    Object.assign(this.#progress, { hidden: false, max: total, value: done });
  };

  /** @param {Listed} one */
  async #delete({ id, name }) {
    const { projects, project, storage, confirm } = this.#parts;
    const count = this.#contents.get(id)?.pictures ?? 0;
    const yes = await confirm.ask({
      title: text("projects-delete-title", { name }),
      text: text("projects-delete-text", { count }),
      yes: text("projects-delete"),
    });
    if (!yes) return;
    await this.#do(async () => {
      const isOpen = id === projects.id;
      if (isOpen && !storage.readOnly) {
        await project.discard();
        await this.#begin(projects.all[0].id);
      } else if (isOpen || !(await projects.remove(id)))
        throw new Error(text("projects-elsewhere", { name }));
      else say(this.#status, text("projects-deleted", { name }));
    });
    // The button that had the focus is gone.
    if (!projects.all.some((one) => one.id === id)) this.#field("projects-new").focus();
  }

  /** @param {string} id */
  #field(id) {
    return byId(id, HTMLInputElement);
  }

  /** One thing at a time. @param {() => Promise<void>} job */
  async #do(job) {
    if (this.#busy) return;
    this.#busy = true;
    say(this.#alert, "");
    say(this.#status, "");
    try {
      await job();
    } catch (error) {
      say(this.#status, "");
      say(this.#alert, reason(error));
      if (error instanceof Refusal) this.#alert.append(...error.quotations.map(quotation));
    }
    this.#progress.hidden = true;
    this.#busy = false;
  }
}

/** @param {unknown} error */
function reason(error) {
  if (isFull(error)) return text("projects-full");
  // What browsers say of their storage is no sentence for people.
  return error instanceof DOMException ? text("projects-failed") : messageOf(error);
}

/** @param {import("./model-file.js").Quotation} one */
function quotation({ label, quoted }) {
  return h("span", { class: "quotation" }, `${label} `, h("code", { lang: "en" }, quoted));
}

/** Without the ending. @param {string} file */
function projectName(file) {
  return file.replace(/\.[^.]*$/, "").trim() || file;
}

const questionBeforeLoss = () => ({
  title: text("projects-loss-title"),
  text: text("projects-loss-text"),
  yes: text("projects-loss-yes"),
});
