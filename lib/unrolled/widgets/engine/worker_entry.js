// The whole text of a worker, with what it imports in front of it.

import { serve } from "./training_worker.js";

serve(/** @type {any} */ (self));
