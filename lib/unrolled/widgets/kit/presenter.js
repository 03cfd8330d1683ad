// One widget, as large as the screen: for a projector.

export class Presenter {
  /**
   * @param {HTMLElement} root  the widget
   * @param {() => void} changed  called when presenting starts or ends
   */
  constructor(root, changed) {
    this.root = root;
    this.changed = changed;
    /** @type {{top: number, focus: Element | null} | null} where the reader was */
    this.before = null;
    this.leaving = false; // until the page has its size again
    this.left = () => {
      if (document.fullscreenElement) return;
      if (this.on) this.toggle(false);
      else if (this.leaving) requestAnimationFrame(() => this.comeBack());
      this.leaving = false;
    };
    document.addEventListener("fullscreenchange", this.left);
    this.strayed = (/** @type {FocusEvent} */ { target }) => {
      const page = this.on && !(/** @type {Element} */ (target).closest(".u-present"));
      if (page) root.focus({ preventScroll: true }); // the page behind has no keys for it
    };
    document.addEventListener("focusin", this.strayed);
    for (const type of ["pointerdown", "keydown"])
      root.addEventListener(type, (event) => this.touched(event), { capture: true });
  }

  get on() {
    return this.root.classList.contains("u-present");
  }

  /** Whether the screen is black. */
  get blank() {
    return this.root.classList.contains("u-blank");
  }

  /** Start or end; `screen` asks the browser for the whole screen, too. */
  toggle(on = !this.on, screen = true) {
    if (on === this.on) return;
    if (on) this.start(screen);
    else this.end();
    this.changed();
  }

  /** @param {boolean} screen */
  start(screen) {
    const { top } = this.root.getBoundingClientRect();
    this.before = screen ? { top, focus: document.activeElement } : null;
    this.show(true);
    this.waits = !screen; // a link may not ask for the screen; the first touch may
    if (screen) this.fill();
    this.root.focus({ preventScroll: true });
  }

  end() {
    this.show(false);
    this.leaving = document.fullscreenElement === this.root;
    if (this.leaving) document.exitFullscreen();
    const focus = this.before?.focus;
    const own = focus instanceof HTMLElement && this.root.contains(focus) ? focus : this.root;
    own.focus({ preventScroll: true });
    if (!this.leaving) this.comeBack();
  }

  /** @param {boolean} on */
  show(on) {
    this.root.classList.toggle("u-present", on);
    this.root.classList.remove("u-blank");
    document.documentElement.classList.toggle("u-presenting", on);
  }

  fill() {
    this.waits = false;
    this.root.requestFullscreen?.().catch(() => {}); // without it, the window will do
  }

  /** To the place of the page where the reader was; after a link, to the widget. */
  comeBack() {
    if (this.before)
      scrollBy({
        top: this.root.getBoundingClientRect().top - this.before.top,
        behavior: "instant",
      });
    else this.root.scrollIntoView({ block: "center", behavior: "instant" });
  }

  /** Make the screen black; whatever comes next brings it back. */
  darken() {
    this.root.focus({ preventScroll: true }); // what is not seen cannot have it
    this.root.classList.add("u-blank");
  }

  /** A click or a key ends the black screen, and does nothing else. @param {Event} event */
  touched(event) {
    if (!this.on) return;
    if (this.blank) {
      event.preventDefault();
      event.stopPropagation();
      this.root.classList.remove("u-blank");
    } else if (this.waits && /** @type {KeyboardEvent} */ (event).key !== "Escape") this.fill();
  }

  destroy() {
    document.removeEventListener("fullscreenchange", this.left);
    document.removeEventListener("focusin", this.strayed);
    document.documentElement.classList.remove("u-presenting");
  }
}
