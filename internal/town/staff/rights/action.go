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
	Administer Action = "administer"  // people, offices, rollout
)

// Role is a bundle of actions that is granted at an office or everywhere.
type Role string

// The roles.
const (
	Clerk    Role = "clerk"    // 窓口
	Floor    Role = "floor"    // フロア案内
	Keyer    Role = "keyer"    // 入力
	Verifier Role = "verifier" // 入力確認
	Leader   Role = "lead"     // センター責任者
	Manager  Role = "manager"  // 管理職・分析
	Admin    Role = "admin"    // システム管理者
	Auditor  Role = "auditor"  // 監査
	Device   Role = "device"   // 発券機・スキャナーなど
)

// Everywhere is the office of a grant that holds at every office, and the
// office to ask about for a thing that concerns all of them.
const Everywhere = "*"
