package visit

import (
	"slices"

	"github.com/hitomado/hitomado/internal/base/kernel"
)

// State is where an application stands.
type State string

// The states of an application, in the order of the main flow.
const (
	Drafting   State = "drafting"   // 作成中
	Accepted   State = "accepted"   // 受付済
	Requested  State = "requested"  // 依頼中
	Entering   State = "entering"   // 入力中
	Entered    State = "entered"    // 入力済
	Verifying  State = "verifying"  // 入力確認中
	Completed  State = "completed"  // 入力完了
	Registered State = "registered" // 基幹登録済
	Checked    State = "checked"    // 窓口確認済
	Printed    State = "printed"    // 印刷済
	Finished   State = "finished"   // 完了
	Queried    State = "queried"    // 問合せ中
	Returned   State = "returned"   // 差戻し
	Pending    State = "pending"    // 補正待ち
	Withdrawn  State = "withdrawn"  // 取下げ
	Mistaken   State = "mistaken"   // 誤受付
	Refused    State = "refused"    // 不受理
)

// Over tells whether nothing more will happen in this state by itself: the
// visit may close.
func (s State) Over() bool {
	return s == Finished || s == Pending || s == Withdrawn || s == Mistaken || s == Refused
}

// Move is a named transition; its name is part of the journal.
type Move string

// The transitions of an application.
const (
	Accept    Move = "accepted"
	Request   Move = "requested"
	TakeBack  Move = "taken_back"
	EnterHere Move = "entered_here"
	Claim     Move = "claimed"
	Release   Move = "released"
	Enter     Move = "entered"
	Unenter   Move = "entry_undone"
	Verify    Move = "verification_begun"
	Leave     Move = "verification_left"
	Complete  Move = "completed"
	Query     Move = "queried"
	Reply     Move = "answered"
	Return    Move = "returned"
	Register  Move = "registered"
	Check     Move = "checked"
	Print     Move = "printed"
	Finish    Move = "finished"
	Guide     Move = "guided"
	Reopen    Move = "reopened"
	Pend      Move = "pended"
	Resume    Move = "resumed"
	Withdraw  Move = "withdrawn"
	Mistake   Move = "mistaken"
	Refuse    Move = "refused"
)

// back is the target of moves that return to where the application was.
const back State = ""

var unregistered = []State{Drafting, Accepted, Requested, Entering, Entered, Verifying, Completed, Queried, Returned}

type rule struct {
	from []State
	to   State
}

var rules = map[Move]rule{
	Accept:    {[]State{Drafting}, Accepted},
	Request:   {[]State{Accepted, Returned}, Requested},
	TakeBack:  {[]State{Requested}, Accepted},
	EnterHere: {[]State{Accepted, Returned}, Entering},
	Claim:     {[]State{Requested}, Entering},
	Release:   {[]State{Entering}, Requested},
	Enter:     {[]State{Entering}, Entered},
	Unenter:   {[]State{Entered}, Entering},
	Verify:    {[]State{Entered}, Verifying},
	Leave:     {[]State{Verifying}, Entered},
	Complete:  {[]State{Verifying}, Completed},
	Query:     {[]State{Entering, Verifying, Queried}, Queried}, // several questions may wait
	Reply:     {[]State{Queried}, back},
	Return:    {[]State{Requested, Entering, Entered, Verifying, Queried}, Returned},
	Register:  {[]State{Completed}, Registered},
	Check:     {[]State{Completed, Registered}, Checked},
	Print:     {[]State{Checked}, Printed},
	Finish:    {[]State{Checked, Printed}, Finished},
	Guide:     {[]State{Drafting}, Finished},
	Reopen:    {[]State{Completed, Registered, Checked, Printed}, Entering},
	Pend:      {unregistered, Pending},
	Resume:    {[]State{Pending}, back},
	Withdraw:  {append(slices.Clone(unregistered), Pending), Withdrawn},
	Mistake:   {append(slices.Clone(unregistered), Pending), Mistaken},
	Refuse:    {append(slices.Clone(unregistered), Pending), Refused},
}

// target says where a move leads from a state, or why it may not be made.
func target(a Application, m Move) (State, error) {
	r, ok := rules[m]
	if !ok {
		return "", kernel.E(kernel.Internal, "move_unknown")
	}
	if !slices.Contains(r.from, a.State) {
		return "", refusal(a, m)
	}
	if r.to == back {
		return a.Back, nil
	}
	return r.to, nil
}

// refusal tells people why a move is not possible now. After registration in
// the core nothing can be undone here: only the core can undo it. After the end
// nothing leads back to entry: a correction case is linked to it instead.
func refusal(a Application, m Move) error {
	registered := slices.Contains([]State{Registered, Checked, Printed, Finished}, a.State)
	if registered && slices.Contains([]Move{Withdraw, Mistake, Refuse, Pend}, m) {
		return kernel.E(kernel.Conflict, "already_registered")
	}
	if a.State == Finished && slices.Contains([]Move{Reopen, Return}, m) {
		return kernel.E(kernel.Conflict, "handed_over_already")
	}
	return kernel.E(kernel.Conflict, "state_conflict", "state", string(a.State), "move", string(m))
}
