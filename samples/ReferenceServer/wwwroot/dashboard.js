// What a circuit cannot do: keys, colours, the clock of relative times, the clipboard, and telling the server whether anybody looks.
const root = document.documentElement;

// ---- colours: system, light, dark
const themes = ["system", "light", "dark"];
function toggleTheme() {
  const next = themes[(themes.indexOf(root.dataset.theme) + 1) % themes.length];
  root.dataset.theme = next;
  document.cookie = `theme=${next}; path=/; max-age=31536000; samesite=strict${location.protocol === "https:" ? "; secure" : ""}`;
  announce(`Colours: ${next}`);
}

// ---- relative times, in the words of Numbers.cs
function coarse(seconds) {
  if (seconds < 60) return `${Math.floor(seconds)} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 48 * 3600) return `${Math.floor(seconds / 3600)} h`;
  return `${Math.floor(seconds / 86400)} d`;
}
function tick() {
  const now = Date.now();
  for (const time of document.querySelectorAll("time[data-ago], time[data-until]")) {
    const at = Date.parse(time.dateTime);
    const seconds = ("until" in time.dataset ? at - now : now - at) / 1000;
    const text = "until" in time.dataset ? (seconds <= 0 ? "expired" : `in ${coarse(seconds)}`) : seconds < 1 ? "now" : `${coarse(seconds)} ago`;
    // In place: Blazor keeps hold of the text node.
    if (time.firstChild && time.firstChild.data !== text) time.firstChild.data = text;
  }
}
setInterval(tick, 1000);

// ---- what a screen reader hears, and everybody sees for a moment
function announce(text) {
  let toast = document.getElementById("toast");
  if (!toast) {
    toast = document.createElement("div");
    toast.id = "toast";
    toast.setAttribute("role", "status");
    document.body.append(toast);
  }
  toast.textContent = text;
  toast.classList.add("shown");
  clearTimeout(announce.timer);
  announce.timer = setTimeout(() => toast.classList.remove("shown"), 2000);
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // Without TLS browsers have no clipboard but this.
    const area = document.createElement("textarea");
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
  announce("Copied");
}

function jump(id) {
  const target = document.getElementById(id);
  if (!target) return;
  target.scrollIntoView({ block: "center" });
  target.classList.add("jumped");
  setTimeout(() => target.classList.remove("jumped"), 2000);
}

document.addEventListener("click", event => {
  const at = event.target instanceof Element ? event.target : null;
  if (!at) return;
  if (at.closest("[data-theme-toggle]")) toggleTheme();
  else if (at.closest("[data-help]")) document.getElementById("shortcuts")?.showModal();
  else if (at.closest("[data-reload]")) location.reload();
  else if (at.closest("[data-reconnect]")) Blazor.reconnect().then(back => back || location.reload(), () => {});
  else if (at.closest("[data-copy]")) copy(at.closest("[data-copy]").dataset.copy);
  else if (at.closest("[data-jump]")) { event.preventDefault(); jump(at.closest("[data-jump]").dataset.jump); }
}, true);

// ---- keys
let afterG = 0;
document.addEventListener("keydown", event => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  const at = event.target;
  if (at instanceof HTMLElement && (at.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(at.tagName))) {
    if (event.key === "Escape" && at.matches("[data-search]")) at.blur();
    return;
  }
  if (document.querySelector("dialog[open], .mud-dialog")) return;
  if (Date.now() - afterG < 1500) {
    afterG = 0;
    const link = document.querySelector(`[data-go="${CSS.escape(event.key)}"]`);
    if (link) { event.preventDefault(); link.click(); return; }
  }
  const press = selector => { const found = document.querySelector(selector); if (found) { event.preventDefault(); found.focus(); if (found.tagName === "BUTTON") found.click(); } };
  if (event.key === "g") afterG = Date.now();
  else if (event.key === "/") press("[data-search]");
  else if (event.key === "n") press("[data-new-run]");
  else if (event.key === "t") toggleTheme();
  else if (event.key === "?") document.getElementById("shortcuts")?.showModal();
  else if (event.key === "j" || event.key === "k") {
    const rows = [...document.querySelectorAll("[data-row]")];
    const i = rows.indexOf(document.activeElement) + (event.key === "j" ? 1 : -1);
    rows[Math.max(0, Math.min(rows.length - 1, i))]?.focus();
  }
});

// ---- a server that has restarted knows the circuit no more: what nobody has typed into is simply loaded again
document.getElementById("components-reconnect-modal")?.addEventListener("components-reconnect-state-changed", event => {
  if (event.detail.state === "rejected" && !document.querySelector("textarea, .mud-dialog, form input:not([type=hidden])")) location.reload();
});

// ---- for the circuit
export function watch(page) {
  const tell = () => page.invokeMethodAsync("SetHidden", document.hidden).catch(() => {});
  document.addEventListener("visibilitychange", tell);
  tell();
  return { stop: () => document.removeEventListener("visibilitychange", tell) };
}

// Line numbers scroll with the text.
export function tie(text, lines) {
  text.addEventListener("scroll", () => { lines.scrollTop = text.scrollTop; });
}

// Puts the cursor where an error is and brings the line into view.
export function goTo(text, line, column) {
  const before = text.value.split("\n").slice(0, line - 1);
  const at = before.reduce((sum, one) => sum + one.length + 1, 0) + column - 1;
  text.focus();
  text.setSelectionRange(at, at);
  const height = parseFloat(getComputedStyle(text).lineHeight);
  text.scrollTop = Math.max(0, (line - 4) * height);
}
