// @ts-check
/** Files and folders that were chosen, dropped or pasted: what is in them, and which classes they make. */

import { LONGEST_NAME } from "./dataset.js";

/**
 * @typedef {{ folders: string[], file: File }} Placed  folders: those it lies in, from the outside to the inside
 * @typedef {{ name: string, files: File[] }} NamedGroup
 * @typedef {object} Sorted
 * @property {NamedGroup[]} groups  a class each
 * @property {File[]} loose  pictures that lie in no class's folder
 * @property {File[]} others  what is no picture, for instance a table beside the folders
 */

/** What operating systems leave in folders, beside everything that begins with a dot. */
const SYSTEM = ["thumbs.db", "ehthumbs.db", "desktop.ini", "icon\r", "__macosx", "@eadir"];

/** @param {string} name  of a file or a folder */
export function isHidden(name) {
  return name.startsWith(".") || SYSTEM.includes(name.toLowerCase());
}

/** Without what nobody knows that it is there. @param {Placed[]} placed */
export function visible(placed) {
  return placed.filter(({ folders, file }) => ![...folders, file.name].some(isHidden));
}

/** Of which recording a file is, as our own archives name them: "r02-0013.png"; "" where it does not say. @param {string} name */
export function recordingOf(name) {
  return /^r\d+(?=-\d+\.png$)/.exec(name)?.[0] ?? "";
}

/** Files that an <input> gave, with or without folders. @param {Iterable<File>} files @returns {Placed[]} */
export function chosen(files) {
  return [...files].map((file) => ({
    folders: (file.webkitRelativePath || file.name).split("/").slice(0, -1),
    file,
  }));
}

/**
 * Everything that was dropped, in folders and folders of folders. Must be called while the event is dispatched: afterwards it is empty.
 * @param {DataTransfer} transfer
 * @returns {Promise<{ placed: Placed[], unreadable: string[] }>} unreadable: names of what could not be opened
 */
export async function dropped(transfer) {
  const roots = [...transfer.items]
    .filter(({ kind }) => kind === "file")
    .map((item) => ({ entry: item.webkitGetAsEntry?.() ?? null, file: item.getAsFile() }));
  /** @type {Placed[]} */
  const placed = [];
  /** @type {string[]} */
  const unreadable = [];
  /** @param {FileSystemEntry} entry @param {string[]} folders */
  const walk = async (entry, folders) => {
    if (isHidden(entry.name)) return;
    try {
      if (entry.isDirectory) {
        const directory = /** @type {FileSystemDirectoryEntry} */ (entry);
        for (const child of await childrenOf(directory))
          await walk(child, [...folders, entry.name]);
      } else
        placed.push({ folders, file: await fileOf(/** @type {FileSystemFileEntry} */ (entry)) });
    } catch {
      unreadable.push(entry.name);
    }
  };
  for (const { entry, file } of roots) {
    if (entry?.isDirectory) await walk(entry, []);
    else if (file) placed.push({ folders: [], file });
  }
  return { placed, unreadable };
}

/** In the order of their names, numbers by value: systems list them in any order. @param {FileSystemDirectoryEntry} directory */
async function childrenOf(directory) {
  const reader = directory.createReader();
  /** @type {FileSystemEntry[]} */
  const children = [];
  for (;;) {
    // Chromium gives a hundred at a time; none are left when it gives none.
    const some = await new Promise(
      (/** @type {(entries: FileSystemEntry[]) => void} */ resolve, reject) =>
        reader.readEntries(resolve, reject),
    );
    if (some.length === 0) return children.sort((a, b) => order.compare(a.name, b.name));
    children.push(...some);
  }
}

const order = new Intl.Collator(undefined, { numeric: true });

/** @param {FileSystemFileEntry} entry @returns {Promise<File>} */
function fileOf(entry) {
  return new Promise((resolve, reject) => entry.file(resolve, reject));
}

/**
 * A folder of pictures is a class, and so is each subfolder with pictures: everything below it belongs to it. A folder whose only
 * content is another folder, as archives make them, is passed through.
 * @param {Placed[]} placed
 * @returns {Sorted}
 */
export function sortIntoClasses(placed) {
  const others = placed.filter(({ file }) => !mayBePicture(file)).map(({ file }) => file);
  /** @type {Sorted} */
  const sorted = { groups: [], loose: [], others };
  const pictures = placed.filter(({ file }) => mayBePicture(file));
  const { files, folders } = level(pictures, 0);
  sorted.loose.push(...files);
  for (const [name, inside] of folders) split(name, inside, 1, sorted);
  return { ...sorted, groups: withClassNames(sorted.groups) };
}

/** @param {string} name @param {Placed[]} inside @param {number} depth @param {Sorted} sorted */
function split(name, inside, depth, sorted) {
  const { files, folders } = level(inside, depth);
  const [[only, below] = ["", []]] = folders;
  if (folders.size === 0) sorted.groups.push({ name, files });
  else if (folders.size === 1 && files.length === 0) split(only, below, depth + 1, sorted);
  else {
    sorted.loose.push(...files);
    for (const [name, inside] of folders)
      sorted.groups.push({ name, files: inside.map(({ file }) => file) });
  }
}

/** What lies in a folder, and in each of its subfolders. @param {Placed[]} inside @param {number} depth */
function level(inside, depth) {
  /** @type {Map<string, Placed[]>} */
  const folders = new Map();
  /** @type {File[]} */
  const files = [];
  for (const one of inside) {
    const name = one.folders[depth];
    if (name === undefined) {
      files.push(one.file);
      continue;
    }
    const inFolder = folders.get(name) ?? [];
    inFolder.push(one);
    folders.set(name, inFolder);
  }
  return { files, folders };
}

/** The browser goes by the ending of the name; endings that it does not know may be pictures. @param {File} file */
function mayBePicture({ type }) {
  return type === "" || type.startsWith("image/");
}

/**
 * Folders with the same name, wherever they lie, are one class. Names that are too long are cut, and stay different.
 * @param {NamedGroup[]} groups
 */
function withClassNames(groups) {
  /** By the folder's whole name. @type {Map<string, NamedGroup>} */
  const classes = new Map();
  /** @type {Set<string>} */
  const taken = new Set();
  for (const { name: folder, files } of groups) {
    // File systems of Apple write é as e and an accent.
    const whole = folder.normalize("NFC").trim();
    const found = classes.get(fold(whole));
    if (found) {
      found.files.push(...files);
      continue;
    }
    const name = freeName(whole, taken);
    taken.add(fold(name));
    classes.set(fold(whole), { name, files: [...files] });
  }
  return [...classes.values()];
}

/** @param {string} whole @param {ReadonlySet<string>} taken */
function freeName(whole, taken) {
  const letters = [...whole];
  let name = letters.slice(0, LONGEST_NAME).join("").trim();
  for (let number = 2; taken.has(fold(name)); number++) {
    const ending = ` ${number}`;
    name = letters.slice(0, LONGEST_NAME - ending.length).join("") + ending;
  }
  return name;
}

/** Names that differ only in capitals are the same, as everywhere in the data set. @param {string} name */
export function fold(name) {
  return name.toLocaleLowerCase();
}
