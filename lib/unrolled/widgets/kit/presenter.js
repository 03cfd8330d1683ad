// One widget, as large as the screen: for a projector.

export class Presenter {
  /**
   * @param {HTMLElement} root  the widget
   * @param {() => void} changed  called when presenting starts or ends
   */
  constructor(root, changed) {
    this.root = root;
    this.changed = changed;
    this.left = () => {
      if (!document.fullscreenElement) this.toggle(false);
    };
    document.addEventListener("fullscreenchange", this.left);
  }

  get on() {
    return this.root.classList.contains("u-present");
  }

  /** Start or end; `screen` asks the browser for the whole screen, too. */
  toggle(on = !this.on, screen = true) {
    if (on === this.on) return;
    this.root.classList.toggle("u-present", on);
    document.documentElement.classList.toggle("u-presenting", on);
    if (on && screen) {
      this.root.requestFullscreen?.().catch(() => {}); // without it, the window will do
    } else if (!on && document.fullscreenElement === this.root) document.exitFullscreen();
    this.root.focus({ preventScroll: true });
    this.changed();
  }

  destroy() {
    document.removeEventListener("fullscreenchange", this.left);
    document.documentElement.classList.remove("u-presenting");
  }
}
