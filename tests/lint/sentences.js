// @ts-check
/**
 * An ESLint rule: what a person reads stands in www/text/en/*.ftl, not in code. It reports strings that look like words in a row,
 * and single words with a capital. A TypeError or RangeError tells a programmer about a wrong call and may do so in English; any
 * other exception needs a disabling comment that says why.
 */

/** Two words in a row, also around a value: `${count} pictures left`. */
const WORDS = /\p{L}{2,}[,.:;!?’']?\s+[“(]?\p{L}{2,}/u;
const AROUND_VALUE = /(^|\s)\p{L}{2,}[,.:;]?\s+$|^\s+\p{L}{2,}/u;
const CAPITALISED = /^\p{Lu}\p{Ll}+( …|[.!?:])?$/u;
/** In a formula, letters are names of quantities and functions: net, tanh. */
const WORD = /\p{L}{5,}/u;
/** Attributes in markup that people read or hear. */
const SAID = /\s(?:aria-label|title|placeholder|alt)=["']?([^\s"'>]+)/g;
/** Arguments and properties with these names are for the browser. */
const TECHNICAL = new Set([
  "class",
  "className",
  "font",
  "d",
  "viewBox",
  "transform",
  "autocomplete",
  "sizes",
]);
/** Calls whose strings are no text: selectors, class names, keys, events. */
const CALLS = new Set([
  ...[
    "querySelector",
    "querySelectorAll",
    "matches",
    "closest",
    "add",
    "remove",
    "toggle",
    "contains",
  ],
  ...["getContext", "matchMedia", "setProperty", "addEventListener", "removeEventListener"],
]);

/** Tags of lit-html: what stands in their elements is read, the rest is markup. */
const MARKUP = new Set(["html", "svg", "mathml"]);

/** @type {import("eslint").Rule.RuleModule} */
export default {
  meta: {
    type: "problem",
    schema: [],
    messages: { sentence: "What a person reads belongs into www/text/en/*.ftl: {{words}}" },
  },
  create(context) {
    /** @param {import("estree").Node} node @param {string} words */
    const report = (node, words) =>
      context.report({ node, messageId: "sentence", data: { words: JSON.stringify(words) } });
    return {
      Literal(node) {
        if (typeof node.value !== "string" || isTechnical(node)) return;
        if (WORDS.test(node.value) || CAPITALISED.test(node.value)) report(node, node.value);
      },
      TemplateLiteral(node) {
        const tag = node.parent.type === "TaggedTemplateExpression" ? node.parent.tag : null;
        const texts = node.quasis.map(({ value }) => value.cooked ?? "");
        if (tag?.type === "Identifier" && MARKUP.has(tag.name)) {
          // A placeholder that is neither text nor markup stands for each value.
          const shown = texts.join("\u0000").replaceAll(/<[^>]*>/g, "\u0000");
          const said = texts.flatMap((part) => [...part.matchAll(SAID)].map(([, words]) => words));
          const word = tag.name === "mathml" ? WORD : /\p{L}/u;
          for (const words of [...said, ...shown.split("\u0000")])
            if (word.test(words)) report(node, words.trim());
        } else if (!isTechnical(node)) {
          const words = texts.find(
            (part) => WORDS.test(part) || (texts.length > 1 && AROUND_VALUE.test(part)),
          );
          if (words !== undefined) report(node, words);
        }
      },
    };
  },
};

/** @param {import("eslint").Rule.Node} node @returns {boolean} whether the place of a string says that nobody reads it */
function isTechnical(node) {
  const parent = /** @type {import("estree").Node} */ (node.parent);
  switch (parent.type) {
    case "ImportDeclaration":
    case "ExportNamedDeclaration":
    case "ExportAllDeclaration":
      return true;
    // event.key === "Escape"
    case "BinaryExpression":
      return parent.operator !== "+";
    case "SwitchCase":
      return true;
    case "Property":
      return parent.key === node || (parent.value === node && TECHNICAL.has(nameOf(parent.key)));
    case "AssignmentExpression":
      return parent.left.type === "MemberExpression" && TECHNICAL.has(nameOf(parent.left.property));
    case "NewExpression":
      return ["TypeError", "RangeError"].includes(nameOf(parent.callee));
    case "CallExpression":
      return parent.callee.type === "MemberExpression" && CALLS.has(nameOf(parent.callee.property));
    default:
      return false;
  }
}

/** @param {import("estree").Node} node */
function nameOf(node) {
  if (node.type === "Identifier") return node.name;
  return node.type === "Literal" ? String(node.value) : "";
}
