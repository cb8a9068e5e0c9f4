// Package office knows the town's places: its offices with their counters and
// desks, and which procedure goes to the entry center from which office since
// when (small start).
//
// It owns the tables office, seat, rollout, rollout_counter, rollout_hour,
// center_stop and town_setting. It says whether a request may go to the center now and, when it
// may not, why and from when; whether it should is the clerk's choice.
package office
