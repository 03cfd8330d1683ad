// A widget that was late still hears the kernel.
//
// anywidget 0.11 gives a widget two seconds to load.  One that needs more, on a busy machine,
// is shown all the same, but every later message of the kernel waits for what was given up.

const GIVEN_UP = "[anywidget] Failed to initialize model.";
const SAID = `A widget took more than two seconds to load, and anywidget gave it up:
those of this library hear the kernel again as soon as they are there.`;

/** Say once and for all of a page's widgets that a late one is no error. */
export function mind() {
  addEventListener("unhandledrejection", (event) => {
    if (event.reason?.message !== GIVEN_UP) return;
    event.preventDefault();
    console.info(SAID);
  });
}

/** A message that asks for nothing: it is refused where the widget was given up. */
const NOTHING = { content: { data: { method: "nothing" } } };

/**
 * Let a widget hear the kernel again where it does not, and ask for what it missed.
 *
 * @param {any} shown  the model as a widget's module gets it; only in a notebook it has a kernel
 */
export function hear(shown) {
  return modelOf(shown).then(listen);
}

/** @param {any} model  null where there is no kernel */
async function listen(model) {
  if (!model) return;
  try {
    await model._handle_comm_msg(NOTHING);
  } catch {
    const { _handle_comm_msg } = Object.getPrototypeOf(Object.getPrototypeOf(model));
    model.comm.on_msg(_handle_comm_msg.bind(model));
    model.comm.send({ method: "request_state" }, model.callbacks());
  }
}

/** The model behind the one that is shown; no two have the same layout. @param {any} shown */
async function modelOf(shown) {
  const all = Object.values(shown.widget_manager?._models ?? {});
  for (const model of await Promise.all(all)) {
    const isIt = model._handle_comm_msg && model.get("layout") === shown.get("layout");
    if (isIt && model.get("_anywidget_id")) return model;
  }
  return null;
}
