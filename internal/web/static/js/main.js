/** What every page needs. Stations add their own module. */
import "./live.js";
import "./region.js";
import "./form.js";
import "./alt-keys.js";
import "./lock.js";
import "./same-seat.js";
import "./upload.js";
import "./scan-view.js";
