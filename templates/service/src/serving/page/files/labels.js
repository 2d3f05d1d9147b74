import { make } from './dom.js';

/** Colours of labels in style.css. */
const COLOURS = 8;
/** The shapes of their marks, likewise: they take turns, so that colours which some people confuse differ in shape. */
const SHAPES = ['round', 'square', 'diamond'];

/**
 * How a label looks, as classes of style.css; empty where there are too many to tell them apart.
 * @param {number} place of the label in an order that stays
 */
export function lookAt(place) {
  const isTold = place >= 0 && place < COLOURS * SHAPES.length;
  return isTold ? `colour-${place % COLOURS} ${SHAPES[place % SHAPES.length]}` : '';
}

/**
 * How the labels in a column look. They have the order of the model's classes, so that the same label looks the same in
 * every answer; where the model file does not name them, that of their names.
 * @param {string[]} labels
 * @param {Record<string, string[]>} classes
 * @returns {(label: string) => string}
 */
export function looksOf(labels, classes) {
  const known = Object.values(classes).find((names) => haveAll(new Set(names), labels));
  const order = known ?? labels.toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  return (label) => lookAt(order.indexOf(label));
}

/**
 * @param {Set<string>} names
 * @param {string[]} labels
 */
const haveAll = (names, labels) => labels.every((label) => names.has(label));

/**
 * The mark before a label. The label stands beside it: the colour says nothing by itself.
 * @param {string} look
 */
export function markOf(look) {
  return look ? [make('span', { class: `mark ${look}`, 'aria-hidden': 'true' })] : [];
}
