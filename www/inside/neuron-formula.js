// @ts-check
/** The formulas of a neuron and of a weight, with their numbers. */

import { text } from "../text/index.js";
import { html, mathml, nothing } from "../vendor/lit-html/lit-html.js";
import { indexed, math, name, number, over, plus, product, sign } from "./formula.js";
import { functionOf } from "./names.js";
import { leading } from "./terms.js";

/**
 * @typedef {import("./terms.js").Group} Group
 * @typedef {import("./types.js").TracedLayer} TracedLayer
 */

/** More terms would fill the screen and say no more: the largest stand for all. */
const MOST_TERMS = 25;
/** What sums of weighted inputs are called: the net input of their neurons. */
export const NEURONS = ["conv", "depthwise_conv", "dense"];

/**
 * How an output comes about: 2.9 and 2.10.
 * @param {import("../pkg/tab_trainer.js").Terms} found @param {TracedLayer} layer @param {Group[]} maps @param {Group | undefined} group
 */
export function forwardFormula(
  { rule, terms, bias, normalisation, output },
  { kind, spec },
  maps,
  group,
) {
  if (rule === "activation" && spec?.type === "activation") {
    const [f, net] = [functionOf(spec), name("net")];
    return [
      math(name("y"), sign("="), name("f"), sign("("), net, sign(")"), sign("=")),
      math(name(f), sign("("), number(terms[0].value), sign(")"), sign("=")),
      math(number(output)),
    ];
  }
  if (rule === "batch_norm" && normalisation) {
    const { mean, deviation, gamma, beta } = normalisation;
    const [y, x, mu, sigma] = ["y", "x", "μ", "σ"].map(name);
    const between = [sign("("), x, sign("−"), mu, sign(")"), sign("/"), sigma];
    return [
      math(y, sign("="), name("γ"), sign("·"), between, sign("+"), name("β"), sign("=")),
      math(number(gamma), sign("·"), sign("("), number(terms[0].value), sign("−")),
      math(number(mean, { inner: true }), sign(")"), sign("/"), number(deviation)),
      plus(beta),
      math(sign("="), number(output)),
    ];
  }
  if (rule === "whole") return html`<p>${text("inside-neuron-whole", { value: output })}</p>`;
  return [
    math(name(NEURONS.includes(kind) ? "net" : "y"), sign("=")),
    bias === null ? nothing : math(number(bias)),
    sum(maps, group, bias === null),
    math(sign("="), number(output)),
    bias === null
      ? nothing
      : html`<p class="hint">${text("inside-neuron-bias", { value: bias })}</p>`,
  ];
}

/**
 * How a δ comes about: 2.13, or where the error begins.
 * @param {import("../pkg/tab_trainer.js").DeltaTerms} found @param {import("./types.js").Summary} summary @param {number} channel
 * @param {Group[]} maps @param {Group | undefined} group
 */
export function backwardFormula(
  { rule, derivative, normalisation, sum: total, delta },
  { targets, predictions },
  channel,
  maps,
  group,
) {
  // f' is a factor of its own, in the formula as on screen.
  const factor = (/** @type {unknown[]} */ ...content) =>
    derivative === null
      ? nothing
      : html`<span class="derivative">${math(...content, sign("·"))}</span>`;
  const slope = factor(name("f′"), sign("("), name("net"), sign(")"));
  const steep = factor(number(derivative ?? 1));
  const begin = math(name("δ"), sign("="));
  const result = math(sign("="), number(delta));
  if (rule === "loss") {
    const wanted = [number(targets[channel]), sign("−")];
    return [
      begin,
      slope,
      math(sign("("), name("t"), sign("−"), name("y"), sign(")"), sign("=")),
      steep,
      math(sign("("), wanted, number(predictions[channel], { inner: true }), sign(")")),
      result,
    ];
  }
  if (normalisation) {
    const { gamma, deviation, delta: behind, mean, normalised, product: shared } = normalisation;
    const inner = { inner: true };
    const [gammaName, sigma, d, x] = ["γ", "σ", "δ", "x̂"].map(name);
    return [
      begin,
      slope,
      math(gammaName, sign("/"), sigma, sign("·"), sign("("), d, sign("−"), over(d), sign("−"), x),
      math(sign("·"), over(mathml`<mrow>${d}<mo>·</mo>${x}</mrow>`), sign(")"), sign("=")),
      steep,
      math(number(gamma), sign("/"), number(deviation), sign("·"), sign("("), number(behind)),
      math(sign("−"), number(mean, inner), sign("−"), number(normalised, inner), sign("·")),
      math(number(shared, inner), sign(")")),
      result,
      html`<p class="hint">${text("inside-neuron-back-norm")}</p>`,
    ];
  }
  if (rule !== "sum") return html`<p>${text("inside-neuron-back-whole", { value: delta })}</p>`;
  return [
    begin,
    slope,
    math(sign("∑"), indexed("δ", "k"), indexed("w", "jk"), sign("=")),
    steep,
    math(sign("(")),
    maps.length === 0 ? math(number(0)) : sum(maps, group, true),
    math(sign(")")),
    result,
    html`<p class="hint">${derivativeSays(derivative, total)}</p>`,
  ];
}

/** @param {number | null} derivative @param {number} sum */
function derivativeSays(derivative, sum) {
  if (derivative === null) return text("inside-neuron-no-derivative", { sum });
  if (derivative === 0) return text("inside-neuron-derivative-zero", { sum });
  return text("inside-neuron-derivative", { derivative, sum });
}

/** How a weight's gradient comes about: 2.12, summed over all pairs of neurons that share it. @param {import("../pkg/tab_trainer.js").GradientTerms} found */
export function weightFormula({ terms, gradient }) {
  const products = terms.map(({ value, delta }) => ({ value, factor: delta }));
  const { shown, rest, count } = leading(products, MOST_TERMS);
  const isBias = terms[0]?.from === null;
  const input = isBias ? [] : [indexed("x", "i"), sign("·")];
  return [
    math(sign("−"), name("∂E"), sign("/"), name("∂w"), sign("="), sign("∑"), input),
    math(indexed("δ", "j"), sign("=")),
    shown.map((term, i) => product(term, null, i === 0)),
    others(rest, text("inside-neuron-smaller", { count }), count),
    math(sign("="), number(-gradient)),
    html`<p class="hint">
      ${text(isBias ? "inside-update-bias" : "inside-update-pairs", { count: terms.length })}
    </p>`,
  ];
}

/** The terms of one map, and what the others add. @param {Group[]} maps @param {Group | undefined} group @param {boolean} first */
function sum(maps, group, first) {
  if (!group) return nothing;
  const { shown, rest, count } = leading(group.terms, MOST_TERMS);
  const left = maps.filter((map) => map !== group);
  const add = (/** @type {number} */ sum, /** @type {Group} */ map) => sum + map.sum;
  return [
    shown.map((term, i) => product(term, group.at.indexOf(term), first && i === 0)),
    others(rest, text("inside-neuron-smaller", { count }), count),
    others(left.reduce(add, 0), text("inside-neuron-others", { count: left.length }), left.length),
  ];
}

/** What terms that are not written out add. @param {number} value @param {string} words @param {number} count  of them */
function others(value, words, count) {
  if (count === 0) return nothing;
  return html`<span class="rest">${plus(value)} <small>${words}</small></span>`;
}
