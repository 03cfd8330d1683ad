// From a widget's model to a widget in the page, and to words where that fails.

import { make } from "./dom.js";
import { stepTo } from "./link.js";

/**
 * What a widget's module exports: it builds the view, and builds it anew when the kernel
 * sends other data.  The view says itself when it is ready (`Frame.ready`).
 *
 * @param {string} name  such as `tape`
 * @param {(place: HTMLElement, model: any) => {destroy(): void}} build
 * @param {string[]} [watched]  traits whose change needs a new view
 */
export function mounted(name, build, watched = ["program"]) {
  function render(/** @type {{model: any, el: HTMLElement}} */ { model, el }) {
    /** @type {{destroy(): void} | null} */
    let view = null;
    const place = make("div");
    const problem = make("p.unrolled.u-error", { role: "alert", hidden: true });
    const complain = () => {
      problem.textContent = model.get("problem") ?? "";
      problem.hidden = !problem.textContent;
    };
    const start = () => {
      view?.destroy();
      view = null;
      place.replaceChildren();
      try {
        view = build(place, model);
      } catch (error) {
        place.replaceChildren(failure(name, /** @type {Error} */ (error)));
        console.warn(error);
      }
    };
    /** A link of the page asks for another state: as if the page were opened with it. */
    const step = (/** @type {Event} */ event) => {
      const { target, detail } = /** @type {CustomEvent<{href: string}>} */ (event);
      stepTo(/** @type {HTMLElement} */ (target).dataset.key ?? "", detail.href);
      place.style.minHeight = `${place.offsetHeight}px`; // nothing moves meanwhile
      start();
      place.style.minHeight = "";
    };
    el.append(problem, place);
    el.addEventListener("unrolled-step", step);
    for (const trait of watched) model.on(`change:${trait}`, start);
    model.on("change:problem", complain);
    complain();
    start();
    return () => {
      for (const trait of watched) model.off(`change:${trait}`, start);
      model.off("change:problem", complain);
      el.removeEventListener("unrolled-step", step);
      view?.destroy();
    };
  }
  return { render };
}

/** @param {string} name @param {Error} error */
const failure = (name, error) =>
  make(
    "p.unrolled.u-error",
    { role: "alert", "data-widget": name, "data-error": error.message },
    `This widget cannot be shown. ${error.message}`,
  );
