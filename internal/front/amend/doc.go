// Package amend is for what goes wrong at a counter: papers that are missing
// (補正待ち) and the visitor who comes back with them, what is corrected in the
// core after registration, and what was handed over and must be put right.
//
// It owns the tables missing, missing_paper, continuation, core_correction,
// correction_case, correction_step and found_error. It moves applications only through the
// rooms that own them and never changes what is in the core.
package amend
