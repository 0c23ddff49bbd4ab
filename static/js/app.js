// Small comforts. Every page works without them.

// Copy buttons are hidden until the script that serves them runs.
function serveCopyButtons(root) {
  if (!navigator.clipboard) return;
  for (const button of root.querySelectorAll("button[data-copy]")) {
    button.hidden = false;
  }
}

async function copy(button) {
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
  } catch {
    return;
  }
  button.classList.add("done");
  setTimeout(() => button.classList.remove("done"), 1500);
  const status = document.getElementById("status");
  if (status) status.textContent = status.dataset.copied;
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-copy]");
  if (button) copy(button);

  for (const menu of document.querySelectorAll("details.drop[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

// Escape closes an unfolded menu and gives the focus back.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = event.target.closest("details.drop[open], details.tip[open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});

// A slash, typed where nothing is written, goes to the box that searches everything.
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, textarea, select, [contenteditable]")) return;
  const box = document.getElementById("search-all");
  if (!box) return;
  event.preventDefault();
  box.focus();
  box.select();
});

// Leaving a form with unsaved words asks first. Nothing typed is kept in the browser: it may be evidence.
let unsaved = false;
for (const form of document.querySelectorAll("form[data-guard]")) {
  form.addEventListener("input", () => { unsaved = true; });
  form.addEventListener("submit", () => { unsaved = false; });
}
window.addEventListener("beforeunload", (event) => {
  if (unsaved) event.preventDefault();
});

serveCopyButtons(document);
document.addEventListener("crosshold:swapped", (event) => serveCopyButtons(event.target));
