// Passkeys: asks the authenticator when a form is sent, and sends what it answers along with the form.
//
// <form data-passkey="get|create" data-begin="URL" data-sends="FIELDS" …> posts its token, and the fields that are named,
// to URL. The answer says what the authenticator is to do; what comes of it goes into the field `credential`. Where URL
// refuses, the form is sent as it is: the page that answers it says why, in the reader's language.

const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));

function text(buffer) {
  if (!buffer) return null;
  let letters = "";
  for (const byte of new Uint8Array(buffer)) letters += String.fromCharCode(byte);
  return btoa(letters).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

const named = (list = []) => list.map((credential) => ({ ...credential, id: bytes(credential.id) }));

async function get(options) {
  const { id, rawId, type, response } = await navigator.credentials.get({
    publicKey: { ...options, challenge: bytes(options.challenge), allowCredentials: named(options.allowCredentials) },
  });
  return {
    id,
    rawId: text(rawId),
    type,
    response: {
      clientDataJSON: text(response.clientDataJSON),
      authenticatorData: text(response.authenticatorData),
      signature: text(response.signature),
      userHandle: text(response.userHandle),
    },
  };
}

async function create(options) {
  const { id, rawId, type, response } = await navigator.credentials.create({
    publicKey: {
      ...options,
      challenge: bytes(options.challenge),
      user: { ...options.user, id: bytes(options.user.id) },
      excludeCredentials: named(options.excludeCredentials),
    },
  });
  return {
    id,
    rawId: text(rawId),
    type,
    response: {
      clientDataJSON: text(response.clientDataJSON),
      attestationObject: text(response.attestationObject),
      transports: response.getTransports?.() ?? [],
    },
  };
}

/** What the authenticator is to do; nothing where the site refuses. */
async function begin(form) {
  const body = new URLSearchParams();
  for (const name of ["csrf", ...form.dataset.sends.split(" ").filter(Boolean)]) {
    body.set(name, form.elements.namedItem(name)?.value ?? "");
  }
  try {
    const answer = await fetch(form.dataset.begin, { method: "POST", body, redirect: "manual" });
    return answer.ok ? await answer.json() : null;
  } catch {
    return null;
  }
}

function serve(form) {
  const says = form.querySelector("[data-says]");
  const say = (words) => {
    says.hidden = !words;
    says.querySelector("span").textContent = words;
  };
  form.querySelector("[data-without]").hidden = true;
  let waits = false;

  async function ask() {
    if (!globalThis.PublicKeyCredential) return say(form.dataset.unable);
    if (location.origin !== form.dataset.origin) return say(form.dataset.elsewhere);
    say("");
    const status = document.getElementById("status");
    if (status) status.textContent = form.dataset.asks;
    const options = await begin(form);
    if (!options) return form.submit();
    try {
      const answer = form.dataset.passkey === "create" ? await create(options) : await get(options);
      form.elements.namedItem("credential").value = JSON.stringify(answer);
    } catch (error) {
      // Authenticators do not tell a person who said no from one who had nothing to show.
      if (error.name === "NotAllowedError" || error.name === "AbortError") return say(form.dataset.stopped);
      return say(error.name === "InvalidStateError" ? form.dataset.known : form.dataset.failed);
    }
    form.submit();
  }

  form.addEventListener("submit", async (event) => {
    // Another button of the form goes elsewhere with it, such as the choice of a language.
    if (event.submitter?.hasAttribute("formaction")) return;
    event.preventDefault();
    if (waits) return;
    waits = true;
    form.setAttribute("aria-busy", "true");
    await ask();
    form.removeAttribute("aria-busy");
    waits = false;
  });
}

for (const form of document.querySelectorAll("form[data-passkey]")) serve(form);
