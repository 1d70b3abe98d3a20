// @ts-check
/** @typedef {typeof import("../vendor/tanstack/index.js")} Library */
/** @typedef {Pick<import("../vendor/tanstack/index.js").VirtualItem, "key" | "index" | "start">} Item */
/** @typedef {import("../vendor/tanstack/index.js").Virtualizer<Element, Element>} Virtualizer */

/** So many items may all be in the page: a first visit with few pictures does without the library. */
const FEW = 24;
/** Items beyond each edge that are there already when they come into sight. */
const OVERSCAN = 3;

/** @type {Library | null} */
let library = null;
/** @type {Promise<void> | null} */
let loading = null;

/** Which items of a long list are in sight of the element that scrolls it: only those need to be in the page. */
export class VirtualList {
  #scroller;
  #options;
  /** @type {Virtualizer | null} */
  #virtualizer = null;
  /** Whether the library cannot be had: then all items are in the page. */
  #without = false;
  #closed = false;

  /** @param {HTMLElement} scroller  in the page @param {{ horizontal?: boolean, gap: number, onChange: () => void }} options  onChange: others may be in sight */
  constructor(scroller, { horizontal = false, gap, onChange }) {
    this.#scroller = scroller;
    this.#options = { horizontal, gap, onChange };
  }

  /**
   * @param {ReadonlyArray<string>} ids  of all items, in their order @param {(index: number) => number} sizeOf  in pixels
   * @param {number} [kept]  index of one that is there also when it is out of sight, such as the one with the focus
   * @returns {{ items: Item[], total: number }} total: pixels
   */
  update(ids, sizeOf, kept = -1) {
    if (ids.length > FEW && !this.#virtualizer && !this.#without) this.#begin();
    if (!this.#virtualizer || !library)
      return this.#plain(this.#without ? ids : ids.slice(0, Math.max(FEW, kept + 1)), sizeOf);
    const { defaultRangeExtractor } = library;
    this.#virtualizer.setOptions({
      ...this.#virtualizer.options,
      ...{ count: ids.length, estimateSize: sizeOf, getItemKey: (index) => ids[index] },
      rangeExtractor: (range) => {
        const seen = defaultRangeExtractor(range);
        if (kept < 0 || kept >= ids.length || seen.includes(kept)) return seen;
        return [...seen, kept].sort((a, b) => a - b);
      },
    });
    return {
      items: this.#virtualizer.getVirtualItems(),
      total: this.#virtualizer.getTotalSize(),
    };
  }

  close() {
    this.#closed = true;
    this.#virtualizer?._didMount()(); // what it returns ends it
  }

  /** All of these. @param {ReadonlyArray<string>} ids @param {(index: number) => number} sizeOf */
  #plain(ids, sizeOf) {
    const { gap } = this.#options;
    let start = 0;
    const items = ids.map((key, index) => {
      const item = { key, index, start };
      start += sizeOf(index) + gap;
      return item;
    });
    return { items, total: Math.max(0, start - gap) };
  }

  #begin() {
    if (library) return this.#create(library);
    loading ??= import("../vendor/tanstack/index.js").then((module) => {
      library = module;
    });
    loading.then(
      () => {
        if (!this.#closed) this.#options.onChange();
      },
      () => {
        loading = null; // the connection may be back for the next list
        this.#without = true;
        if (!this.#closed) this.#options.onChange();
      },
    );
  }

  /** @param {Library} library */
  #create({ Virtualizer, elementScroll, observeElementOffset, observeElementRect }) {
    this.#virtualizer = new Virtualizer({
      ...{ ...this.#options, count: 0, estimateSize: () => 0, overscan: OVERSCAN },
      ...{ observeElementOffset, observeElementRect, scrollToFn: elementScroll },
      getScrollElement: () => this.#scroller,
    });
    this.#virtualizer._willUpdate();
  }
}
