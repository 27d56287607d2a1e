// @ts-check
// The one script that is in clear: it unpacks the others and the run, and opens it.

/**
 * What is in the page as gzip in base64.
 * @param {string} id of its element
 */
async function unpacked(id) {
  const text = document.getElementById(id)?.textContent ?? "";
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).text();
}

/** @param {string} text a script, which runs at once */
function run(text) {
  document.head.append(Object.assign(document.createElement("script"), { textContent: text }));
}

async function start() {
  const packed = ["plotly", "board-script", "run"].map(unpacked);
  const [plotly, board, frames] = await Promise.all(packed);
  run(plotly);
  run(board);
  window.mlpvizOpen(JSON.parse(frames));
}

start().catch((error) => {
  const place = document.getElementById("board");
  if (place) place.textContent = `This browser cannot show the run: ${error}`;
});
