// Behaviour of the page that needs no server: citations, copying, language and direction. Knows no article.
() => {
  const root = document.documentElement;

  const showCitation = (id) => {
    const card = document.getElementById(id);
    if (!card) return;
    card.open = true;
    document.querySelectorAll(".citation.chosen").forEach((other) => other.classList.remove("chosen"));
    card.classList.add("chosen");
    const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    // A long passage is taller than a phone: what must come into view is the marked sentence.
    (card.querySelector("mark") ?? card).scrollIntoView({ behavior: calm ? "auto" : "smooth", block: "center" });
    card.focus({ preventScroll: true });
  };

  const copy = async (button) => {
    try {
      await navigator.clipboard.writeText(button.dataset.copy);
    } catch {
      // The clipboard API exists only on secure origins; this older way works on plain http too.
      const area = document.createElement("textarea");
      area.value = button.dataset.copy;
      document.body.append(area);
      area.select();
      document.execCommand("copy");
      area.remove();
    }
    const before = button.textContent;
    button.textContent = button.dataset.copied;
    setTimeout(() => { button.textContent = before; }, 1500);
  };

  document.addEventListener("click", (event) => {
    const marker = event.target.closest("a.cite");
    if (marker) {
      event.preventDefault();
      showCitation(marker.getAttribute("href").slice(1));
      return;
    }
    const button = event.target.closest("button.copy");
    if (button) copy(button);
    // The two give way to each other: whoever pressed one with a key would be left nowhere.
    const pressed = event.target.closest("#ask, #stop");
    if (pressed && event.detail === 0) document.querySelector("#question textarea")?.focus({ preventScroll: true });
  });

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") document.querySelector("#reader .close, #removal .close")?.click();
  });

  // The server answers a choice with the page's words; direction turns when they are here, not before.
  let wanted = null;
  const settle = () => {
    if (document.querySelector(".masthead")?.dataset.language !== wanted) return;
    root.lang = wanted;
    root.dir = wanted === "ar" ? "rtl" : "ltr";
    root.dataset.ready = "";
  };
  new MutationObserver(settle).observe(document.body, {
    subtree: true, childList: true, attributes: true, attributeFilter: ["data-language"],
  });

  window.sanadLanguage = (language) => {
    wanted = language;
    try { localStorage.setItem("sanad-language", language); } catch { /* private browsing: forget it */ }
    document.cookie = `sanad-language=${language}; path=/; SameSite=Strict`; // for refusals made before the page
    settle();
    return language;
  };

  window.sanadFirstLanguage = () => {
    let chosen = null;
    try { chosen = localStorage.getItem("sanad-language"); } catch { /* private browsing: the browser's own language */ }
    return chosen === "ar" || chosen === "en" ? chosen : (navigator.language || "").startsWith("ar") ? "ar" : "en";
  };

  window.sanadLanguage(window.sanadFirstLanguage());
}
