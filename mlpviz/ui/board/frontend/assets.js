let plotly;

/** Load plotly.js and the style sheet, once per page. */
export function load(root, assets) {
  plotly ??= Promise.all([
    append("script", { src: new URL(assets.plotly, root).href }),
    append("link", { rel: "stylesheet", href: new URL(assets.style, root).href }),
  ]).then(() => window.Plotly);
  plotly.catch(() => (plotly = undefined)); // the next board tries again
  return plotly;
}

/** Add an element to the page's head and wait until it has loaded. */
function append(tag, attributes) {
  return new Promise((resolve, reject) => {
    const node = Object.assign(document.createElement(tag), attributes, { onload: resolve });
    node.onerror = () => reject(new Error(`could not load ${node.src || node.href}`));
    document.head.append(node);
  });
}
