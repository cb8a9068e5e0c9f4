package rights

// Action is something a person does that not everybody may do.
type Action string

// The actions. Those of one office need a role at that very office; those of
// the whole city (Key, Verify, Ask, SeeLoad, Lead) need the role anywhere,
// because the entry center serves every office.
const (
	Call       Action = "call"        // call, hold and pass on waiting visitors
	Receive    Action = "receive"     // accept applications (受付)
	Scan       Action = "scan"        // take in, turn and re-bind pages
	Send       Action = "send"        // request entry, take it back, enter here
	KeyHere    Action = "key_here"    // key at the own counter
	Key        Action = "key"         // key for any office
	Verify     Action = "verify"      // confirm and correct what another keyed
	Ask        Action = "ask"         // ask the counter about an entry
	Answer     Action = "answer"      // answer the center's question
	Register   Action = "register"    // record the registration in the core
	Check      Action = "check"       // counter check (窓口確認)
	Print      Action = "print"       // make and print documents
	HandOver   Action = "hand_over"   // hand over and close (お渡し)
	End        Action = "end"         // pend, withdraw, refuse
	SeeVisit   Action = "see_visit"   // open a visit of the office
	SeeLoad    Action = "see_load"    // see how busy the center is
	SeeJournal Action = "see_journal" // read the record of the office
	Lead       Action = "lead"        // run the center: free leases, adjudicate
	SeeQuality Action = "see_quality" // see how well the center's team keys
	SeePeople  Action = "see_people"  // see it by person
	Administer Action = "administer"  // people, offices, rollout
	CloseDay   Action = "close_day"   // close a place's day (一日の締め)
	ReopenDay  Action = "reopen_day"  // open a closed day again
	CarryOut   Action = "carry_out"   // write keyed values into a file for the core
	Correct    Action = "correct"     // record what was put right after registration or hand-over
	// Shield is to open what belongs to a protected person (支援措置); what is
	// done there needs the right for that as well.
	Shield Action = "shield"
	// SeeNumbers is to look at numbers (個人番号, 住民票コード) that are black on
	// every image, where a procedure allows it at all.
	SeeNumbers Action = "see_numbers"
)

// The roles: bundles of actions that are granted at an office or everywhere,
// as they stand in kernel.Grant.
const (
	Clerk    = "clerk"    // 窓口
	Floor    = "floor"    // フロア案内
	Keyer    = "keyer"    // 入力
	Verifier = "verifier" // 入力確認
	Leader   = "lead"     // センター責任者
	Manager  = "manager"  // 管理職・分析
	Admin    = "admin"    // システム管理者
	Auditor  = "auditor"  // 監査
	Device   = "device"   // 発券機・スキャナーなど
	Guardian = "guardian" // 支援措置担当: the named staff of protected persons
	Numbers  = "numbers"  // 個人番号取扱担当: the named staff of Individual Numbers
)

// Roles lists every role in the order in which people are shown them.
func Roles() []string {
	return []string{Clerk, Floor, Keyer, Verifier, Leader, Manager, Admin, Auditor, Device, Guardian, Numbers}
}

// Everywhere is the office of a grant that holds at every office, and the
// office to ask about for a thing that concerns all of them.
const Everywhere = "*"
