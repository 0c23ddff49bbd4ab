// Two minutes before a session ends for want of a sign of life, a dialog asks whether somebody is there. Staying changes nothing
// on the page: what is half written stays as it is. Windows of one browser tell each other, so that none asks in vain.

const dialog = document.getElementById("idle");
const WARNING = 120;

if (dialog) {
  const form = dialog.querySelector("form");
  const over = dialog.querySelector("[data-over]");
  const ask = dialog.querySelector("[data-ask]");
  const channel = "BroadcastChannel" in window ? new BroadcastChannel("session") : null;
  let asking;
  let ending;

  const end = () => {
    ask.hidden = true;
    over.hidden = false;
  };

  const begin = () => {
    clearTimeout(asking);
    clearTimeout(ending);
    const left = Number(dialog.dataset.seconds);
    asking = setTimeout(() => {
      ask.hidden = false;
      over.hidden = true;
      if (!dialog.open) dialog.showModal();
    }, Math.max(left - WARNING, 0) * 1000);
    ending = setTimeout(end, left * 1000);
  };

  const goOn = () => {
    if (dialog.open) dialog.close();
    begin();
  };

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      const answer = await fetch(form.action, {
        method: "POST",
        body: new URLSearchParams(new FormData(form)),
        redirect: "error",
      });
      if (!answer.ok) throw new Error(String(answer.status));
    } catch {
      end();
      return;
    }
    goOn();
    channel?.postMessage("alive");
  });
  dialog.querySelector("[data-close]").addEventListener("click", () => dialog.close());
  channel?.addEventListener("message", goOn);

  begin();
  channel?.postMessage("alive");
}
