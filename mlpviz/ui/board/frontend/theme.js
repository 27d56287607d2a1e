// @ts-check
/**
 * The page's colours, as Streamlit publishes them in CSS variables, in the form of a Plotly
 * template: figures leave colours of text, grid and background open, and the template fills them.
 */

let cached = { key: "", template: {}, page: { background: "", text: "" } };

/**
 * The Plotly template for the theme that applies at an element. The same object is returned until
 * the theme changes, so that Plotly sees at once that nothing has to be restyled.
 * @param {Element} element any element inside the component
 * @returns {object} a Plotly layout template
 */
export function plotlyTemplate(element) {
  const style = getComputedStyle(element);
  const [text, background, panel, border, font] = [
    "--st-text-color",
    "--st-background-color",
    "--st-secondary-background-color",
    "--st-border-color",
    "--st-font",
  ].map((name) => style.getPropertyValue(name).trim());
  const key = [text, background, panel, border, font].join("|");
  if (key !== cached.key) {
    const page = { background, text };
    cached = { key, template: template({ text, background, panel, border, font }), page };
  }
  return cached.template;
}

/** The page's own colours, as of the template that was given last. */
export function pageColors() {
  return cached.page;
}

/**
 * Build the template from five CSS values.
 * @param {Record<"text" | "background" | "panel" | "border" | "font", string>} values
 */
export function template({ text, background, panel, border, font }) {
  const clear = "rgba(0,0,0,0)";
  const lines = { gridcolor: border, zerolinecolor: border, linecolor: border, tickcolor: border };
  // Measuring which tick labels leave the chart takes an eighth of a redraw.
  const axis = { ...lines, ticklabeloverflow: "allow" };
  const colorbar = { outlinewidth: 0, tickcolor: border };
  return {
    layout: {
      font: { color: text, family: font, size: 12 },
      paper_bgcolor: clear,
      plot_bgcolor: clear,
      xaxis: axis,
      yaxis: axis,
      legend: { bgcolor: clear },
      hoverlabel: { bgcolor: panel, bordercolor: border, font: { color: text, family: font } },
      modebar: { bgcolor: clear, color: text, activecolor: text },
      annotationdefaults: { font: { color: text }, arrowcolor: text },
      shapedefaults: { line: { color: text } },
      coloraxis: { colorbar },
    },
    data: {
      scatter: [{ marker: { line: { color: background } } }],
      bar: [{ marker: { line: { color: background } } }],
      heatmap: [{ colorbar }],
    },
  };
}
