// The front end of all that shows a program tick by tick: the Tape, and worksheets on it.

import { mounted } from "./mount.js";
import { Tape } from "./tape.js";
import { Worksheet } from "./worksheet.js";

const tape = mounted("tape", (place, model) => new Tape(place, model), ["program", "programs"]);
const worksheet = mounted("worksheet", (place, model) => new Worksheet(place, model));

export default {
  render: (context) => (context.model.get("blanks") ? worksheet : tape).render(context),
};
