// Package faults proves that nothing acknowledged is lost and nothing is done
// twice while the town hall under load is hurt in every way this machine
// permits: programs and databases are killed, disks fill up and refuse, syncs
// fail, networks are cut and slow, clocks jump, commands come twice and in
// another order. Clients keep their own log of what they were told; a checker
// with statements of its own compares it with what is stored after each fault.
package faults
