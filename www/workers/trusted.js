// @ts-check
/**
 * Scripts that may be started. With Trusted Types, which index.html asks for, a browser starts a worker only from an address
 * that a policy has let pass; ours lets those of the page's own origin pass.
 */

/**
 * What is used of https://w3c.github.io/trusted-types/, which the type checker does not know yet, and not every browser has.
 * @typedef {{ createScriptURL(url: string): string }} ScriptPolicy
 * @typedef {{ trustedTypes?: { createPolicy(name: string, rules: ScriptPolicy): ScriptPolicy } }} MayTrust
 */

const { origin } = new URL(import.meta.url);

const { trustedTypes } = /** @type {MayTrust} */ (globalThis);
const policy = trustedTypes?.createPolicy("tab-trainer", {
  createScriptURL(url) {
    if (new URL(url).origin !== origin) throw new TypeError(`${url} is not from ${origin}`);
    return url;
  },
});

/** @param {URL} url  of a script of the page @returns {string} the same, for `new Worker` and the like */
export function trustedScript({ href }) {
  return policy ? policy.createScriptURL(href) : href;
}
