// @ts-check
import { checkPixels } from "../camera/pixels.js";
import { chosen, dropped, sortIntoClasses, visible } from "../data/folders.js";
import { isArchive, isModel, isProject } from "../files/extension.js";
import { text } from "../text/index.js";
import { ONLY_NAME } from "./choose-class.js";
import { messageOf } from "./dom.js";

/**
 * @typedef {import("../data/folders.js").Placed} Placed
 * @typedef {object} Parts
 * @property {import("../data/uploads.js").Uploads} uploads
 * @property {import("../data/dataset.js").Dataset} dataset
 * @property {import("./choose-class.js").ChooseClass} chooseClass
 * @property {import("./try-picture.js").TryPicture} tryPicture  takes what is dropped on the answer, once there is one
 * @property {import("./news.js").News} news
 * @property {(sentence: string, classId?: string) => void} complain  in the card of that class
 * @property {(file: File) => void} openProject  a project, or a trained network, that travelled as a file
 * @property {HTMLElement} panel  lights up while files are dragged over the page beside the classes
 */

/** Lets files in, by button, drop and paste, and decides which class they are for. */
export class Intake {
  #parts;
  /** What would take the files that are being dragged. @type {Element | null} */
  #target = null;

  /** @param {Parts} parts */
  constructor(parts) {
    this.#parts = parts;
    // Anywhere on the page: a file that is dropped beside everything must not replace it.
    window.addEventListener("dragover", (event) => this.#dragOver(event));
    window.addEventListener("dragleave", (event) => {
      if (!event.relatedTarget) this.#aim(null); // left the window
    });
    window.addEventListener("drop", (event) => void this.#drop(event));
    window.addEventListener("paste", (event) => this.#paste(event));
  }

  /**
   * Files that were chosen with a button.
   * @param {HTMLInputElement} input
   * @param {string} [classId]  left out: folders are classes
   */
  takeChosen(input, classId) {
    const files = [...(input.files ?? [])];
    input.value = ""; // so that the same file can be chosen again
    if (files.length > 0) void this.#take(chosen(files), classId);
  }

  /** @param {DragEvent} event */
  #dragOver(event) {
    if (!event.dataTransfer || isForField(event)) return;
    event.preventDefault();
    if (!hasFiles(event.dataTransfer)) return;
    event.dataTransfer.dropEffect = "copy";
    this.#aim(cardAt(event.target) ?? this.#answerAt(event.target) ?? this.#parts.panel);
  }

  /** The answer, where it can name a picture. @param {EventTarget | null} target */
  #answerAt(target) {
    if (!(target instanceof Element) || !this.#parts.tryPicture.ready) return null;
    return target.closest("#answer, [data-full-screen]");
  }

  /** @param {Element | null} target */
  #aim(target) {
    if (target === this.#target) return;
    this.#target?.removeAttribute("data-dropping");
    target?.setAttribute("data-dropping", "");
    this.#target = target;
  }

  /** @param {DragEvent} event */
  async #drop(event) {
    const { dataTransfer, target } = event;
    this.#aim(null);
    if (!dataTransfer || isForField(event)) return;
    event.preventDefault();
    if (!hasFiles(dataTransfer)) {
      this.#parts.news.say(text("upload-only-files"));
      return;
    }
    const classId = classAt(target);
    const onAnswer = this.#answerAt(target) !== null;
    const { placed, unreadable } = await dropped(dataTransfer);
    if (onAnswer) this.#try(placed, unreadable);
    else await this.#take(placed, classId, unreadable);
  }

  /** A class takes what is pasted while the focus is in its card. @param {ClipboardEvent} event */
  #paste(event) {
    const files = [...(event.clipboardData?.files ?? [])];
    if (files.length > 0) {
      event.preventDefault();
      void this.#take(chosen(files), classAt(document.activeElement));
    } else if (!isForField(event)) this.#parts.news.say(text("upload-paste-nothing"));
  }

  /** @param {Placed[]} given @param {string[]} unreadable  names of files and folders */
  #try(given, unreadable) {
    if (this.#opensProject(given)) return;
    const { tryPicture, news } = this.#parts;
    const files = visible(given).map(({ file }) => file);
    if (files.length > 0) void tryPicture.take(files);
    else if (unreadable.length > 0) news.say(text("upload-gone", { file: unreadable[0] }));
    else news.say(text("upload-nothing"));
  }

  /** A project, or a trained network, that is among them; whatever came with it would be of the one that is being left. @param {Placed[]} given */
  #opensProject(given) {
    const project = given.find(({ file }) => isProject(file) || isModel(file));
    if (project) this.#parts.openProject(project.file);
    return project !== undefined;
  }

  /** With what is in archives in their place; null when one of them cannot be read, which has been told. @param {Placed[]} placed @param {string} [classId] */
  async #unpacked(placed, classId) {
    if (!placed.some(({ file }) => isArchive(file))) return placed;
    const { news, complain } = this.#parts;
    news.say(text("upload-archive-reading"));
    try {
      const { unpacked } = await import("../files/archive.js");
      /** @type {Placed[]} */
      const all = [];
      for (const one of placed) {
        if (!isArchive(one.file)) all.push(one);
        else all.push(...visible(await unpacked(one.file)));
      }
      return all;
    } catch (error) {
      news.say("");
      complain(messageOf(error), classId);
      return null;
    }
  }

  /** @param {Placed[]} given @param {string} [classId] @param {string[]} [unreadable]  names of files and folders */
  async #take(given, classId, unreadable = []) {
    const { uploads, dataset, chooseClass, tryPicture, news, complain } = this.#parts;
    if (this.#opensProject(given)) return;
    if (dataset.locked) {
      complain(dataset.locked, classId);
      return;
    }
    const placed = await this.#unpacked(visible(given), classId);
    if (!placed) return;
    if (placed.length === 0 && unreadable.length === 0) {
      news.say(text("upload-nothing"));
      return;
    }
    try {
      checkPixels();
    } catch (error) {
      complain(messageOf(error), classId);
      return;
    }
    if (unreadable.length > 0) uploads.refuse(unreadable, "gone");
    if (classId !== undefined) {
      uploads.add(
        classId,
        placed.map(({ file }) => file),
      );
      return;
    }
    const { groups, loose, others } = sortIntoClasses(placed);
    if (others.length > 0)
      uploads.refuse(
        others.map(({ name }) => name),
        "not-image",
      );
    if (groups.length > 0) uploads.addGroups(groups);
    if (loose.length === 0) return;
    const chosenId = await chooseClass.ask(text("choose-class", { count: loose.length }), {
      canName: () => loose.length === 1 && tryPicture.ready,
    });
    if (chosenId === null) news.say(text("upload-none"));
    else if (chosenId === ONLY_NAME) void tryPicture.take(loose);
    else uploads.add(chosenId, loose);
  }
}

/** The card of a class that something is in. @param {EventTarget | null} target */
function cardAt(target) {
  return target instanceof Element ? target.closest("[data-class]") : null;
}

/** @param {EventTarget | null} target */
function classAt(target) {
  return cardAt(target)?.getAttribute("data-class") ?? undefined;
}

/** Whether it is text that a field takes. @param {DragEvent | ClipboardEvent} event */
function isForField(event) {
  const { target } = event;
  const transfer = event instanceof DragEvent ? event.dataTransfer : event.clipboardData;
  const isField =
    target instanceof HTMLTextAreaElement ||
    (target instanceof HTMLInputElement && target.type !== "radio" && target.type !== "checkbox");
  return isField && !(transfer && hasFiles(transfer));
}

/** Known also while they are dragged, when nothing else about them is. @param {DataTransfer} transfer */
function hasFiles({ types }) {
  // eslint-disable-next-line text/no-sentence -- a type, for browsers
  return types.includes("Files");
}
