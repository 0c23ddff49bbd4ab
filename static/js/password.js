// A new password can be looked at, and its length stands beside it while it is typed. What is typed goes nowhere: how easily it
// is guessed is judged when the form is sent, not before.

for (const box of document.querySelectorAll("[data-password]")) {
  const field = document.getElementById(box.dataset.password);
  const show = box.querySelector("[data-show]");
  const count = box.querySelector("[data-count]");
  const figure = count.querySelector("bdi");

  const tell = () => {
    // As the server counts: whole characters, however many units each takes.
    const typed = [...field.value].length;
    figure.textContent = `${typed} / ${box.dataset.least}`;
  };

  show.hidden = false;
  count.hidden = false;
  tell();
  field.addEventListener("input", tell);
  show.addEventListener("click", () => {
    const shown = field.type === "password";
    field.type = shown ? "text" : "password";
    show.setAttribute("aria-pressed", String(shown));
  });
  // What was shown is not kept by the browser as text.
  field.form.addEventListener("submit", () => { field.type = "password"; });
}
