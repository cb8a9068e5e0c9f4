/** What every page loads; the stations add their own module. */
import "./line.js";
import "./region.js";
import "./form.js";
import "./undo.js";
import "./upload.js";
import "./scan-view.js";
