/** What every staff page loads: line, live regions, forms, notes. */
import "./live-chip.js";
import "./region.js";
import "./form.js";
import "./undo.js";
