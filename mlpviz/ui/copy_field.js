// @ts-check
const TOLD = 3000; // ms for which the button says that it has copied

/**
 * A field with a text to be copied, and the button that does it. Streamlit calls this for every
 * new text.
 * @param {{ data: { label: string, text: string, lines: number }, parentElement: HTMLElement }} component
 */
export default function ({ data, parentElement }) {
  /** @type {HTMLTextAreaElement} */
  const field = parentElement.querySelector("textarea") ?? build(parentElement, data.label);
  field.rows = data.lines;
  if (field.value !== data.text) field.value = data.text;
}

/**
 * @param {HTMLElement} parent
 * @param {string} label
 */
function build(parent, label) {
  const box = document.createElement("div");
  const title = document.createElement("label");
  const field = document.createElement("textarea");
  const button = document.createElement("button");
  const told = document.createElement("span"); // the same for screen readers
  box.className = "mlpviz-copy";
  title.textContent = label;
  title.append(field);
  field.readOnly = true;
  field.spellcheck = false;
  field.addEventListener("focus", () => field.select());
  button.type = "button";
  button.textContent = "Copy";
  button.ariaLabel = `Copy: ${label}`;
  told.className = "mlpviz-heard";
  told.setAttribute("role", "status");
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  button.addEventListener("click", async () => {
    const copied = await copy(field);
    clearTimeout(timer);
    button.textContent = copied ? "Copied" : "Press Ctrl+C";
    told.textContent = copied ? "Copied" : "The text is selected: press Ctrl+C";
    timer = setTimeout(() => {
      button.textContent = "Copy";
      told.textContent = "";
    }, TOLD);
  });
  box.append(title, button, told);
  parent.append(box);
  return field;
}

/**
 * Copy the field's text; whether that was possible. Browsers have a clipboard for pages with https
 * and on the own machine alone: elsewhere the selection is copied, as by the keyboard.
 * @param {HTMLTextAreaElement} field
 */
async function copy(field) {
  try {
    await navigator.clipboard.writeText(field.value);
    return true;
  } catch {
    field.select();
    return document.execCommand("copy");
  }
}
