// The whole text of the worker that learns a text, with what it imports in front of it.

import { serveText } from "./text_worker.js";

serveText(/** @type {any} */ (self));
