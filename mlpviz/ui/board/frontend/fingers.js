// @ts-check

// Where a page is used with fingers, or is as narrow as a phone: the same as in touch.css.
const FINGERS = "(max-width: 640px), (pointer: coarse)";
const KEYS = / \((?:Space|[A-Z])\)/g; // as Python names the keys of the transport

/** Whether a swipe has to scroll the page, and there is no keyboard to be expected. */
export function byFingers() {
  return matchMedia(FINGERS).matches;
}

/**
 * A text without the keys that it names, where there are none.
 * @param {string} text
 */
export function withoutKeys(text) {
  return byFingers() ? text.replace(KEYS, "") : text;
}
