// Notebooks: downloads that also work in a page opened from disk, and the button of the lab.
(() => {
  "use strict";
  /** @type {Window & {unrolledNotebook?: (text: string) => void}} */
  const shared = window;
  const book = new URL(document.documentElement.dataset.content_root ?? "./", location.href);

  /** Save a text as a file. @param {string} name @param {string} text */
  function save(name, text) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: "application/x-ipynb+json" }));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  }

  // The same text as a script: a page from disk may load that, and nothing else. The notebook
  // then knows where its book is, and with it the wheel of the library.
  /** @param {HTMLAnchorElement} link */
  function download(link) {
    const script = document.createElement("script");
    shared.unrolledNotebook = (text) => {
      const known = text.replace(
        /, \\"[^\\]*\\" {2}# its file/,
        `, \\"${book.href}\\"  # its file`,
      );
      save(link.pathname.split("/").pop(), known);
    };
    script.src = `${link.href}.js`;
    script.onload = () => script.remove();
    document.head.append(script);
  }

  addEventListener("click", (event) => {
    const { target } = event;
    if (!(target instanceof Element)) return;
    /** @type {HTMLAnchorElement | null} */
    const link = target.closest('a[href$=".ipynb"]:not([href*="?"])');
    if (!link || link.origin !== location.origin) return;
    event.preventDefault();
    download(link);
  });

  // Only JupyterLab's own server, which serves the book as /static, knows the chapters.
  /** @param {string} lab  the path of the server: Binder's has one for each reader */
  async function offerLab(lab) {
    const reply = await fetch(`${lab}unrolled/chapters`, { credentials: "same-origin" });
    const { chapters } = reply.ok ? await reply.json() : { chapters: [] };
    const chapter = location.pathname
      .split("/")
      .pop()
      ?.replace(/\.html$/, "");
    if (!chapters.includes(chapter)) return;
    const button = document.createElement("a");
    button.className = "btn btn-sm btn-open-lab-button";
    button.href = `${lab}unrolled/open/${chapter}`;
    button.textContent = "▶";
    button.title = "Run this chapter in JupyterLab";
    button.setAttribute("aria-label", button.title);
    document.querySelector(".article-header-buttons")?.prepend(button);
  }

  const [, lab] = /^(.*\/)static\/$/.exec(book.pathname) ?? [];
  if (lab && location.protocol.startsWith("http")) {
    offerLab(lab).catch(() => {}); // another server: no lab, no button
  }
})();
