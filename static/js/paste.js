// Shows what a pasted list of addresses would become while it is being typed.
// Without this script the same preview comes with the button beside the box.
//
// <textarea data-preview="URL" data-preview-into="ID" …> posts its whole form (the token of the form included) to URL.
// The answer is a fragment whose element with that id takes the place of the one on the page.

const PAUSE = 400;

function watch(box) {
  let pending = null;
  let running = null;

  async function preview() {
    running?.abort();
    running = new AbortController();
    try {
      const answer = await fetch(box.dataset.preview, {
        method: "POST",
        body: new URLSearchParams(new FormData(box.form)),
        headers: { Accept: "text/html" },
        signal: running.signal,
      });
      if (answer.ok) swap(await answer.text());
    } catch {
      // Offline or overtaken by newer typing: the preview of the last answer stays.
    }
  }

  function swap(html) {
    const id = box.dataset.previewInto;
    const old = document.getElementById(id);
    const fresh = new DOMParser().parseFromString(html, "text/html").getElementById(id);
    // Someone typing a missing tag into the table keeps the field under their hands.
    if (!old || !fresh || old.contains(document.activeElement)) return;
    old.replaceWith(document.adoptNode(fresh));
    fresh.dispatchEvent(new CustomEvent("crosshold:swapped", { bubbles: true }));
  }

  box.addEventListener("input", () => {
    clearTimeout(pending);
    pending = setTimeout(preview, PAUSE);
  });
}

for (const box of document.querySelectorAll("textarea[data-preview]")) watch(box);
