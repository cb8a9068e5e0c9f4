package catalog

// Ways to key a form; see [Procedure.Way].
const (
	WayHere = "here" // typed into this system, carried to the core later
	WayCore = "core" // typed into the core's own terminal, led from here
)

// Second-entry policies; see [Procedure.Second].
const (
	SecondNone  = "none"
	SecondBlind = "blind" // a second person keys without seeing the first
)

// Procedure is one errand a visitor may bring: what it is called, which form
// it uses, and how an application for it travels.
type Procedure struct {
	ID    string
	Name  Text
	Short Text // for rows and chips
	Guide Text // one or two sentences for the clerk at reception
	Form  string
	Way   string // default way to key; a rollout rule may say otherwise
	// Registers says that the values end in the core system.
	Registers bool
	// Prints says that this system prints something for it.
	Prints bool
	Second string // default second-entry policy
	// Confirm is the default number of people who must confirm a field.
	Confirm int
	// Split is the default of [Keying.Split].
	Split bool
	// After lists procedures of the same visit that must be registered first.
	After     []string
	Documents []string // own papers: "content", "transcript", "receipt"
	Outputs   []Output
	// Endings are how it may end at the counter, the usual one first.
	Endings []string
	// Route is where it is usually keyed: RouteCenter or RouteCounter; "" lets
	// the expected times decide what is offered first.
	Route string
	// Unproven, Unlettered, Unentitled and Unnamed say what becomes of it when
	// the visitor's identity cannot be confirmed, when an agent has no letter of
	// attorney, when a legal representative (法定代理人) shows no paper that
	// proves it, and when what a representative shows does not say whom the form
	// is about (本人): [DoubtNotice] or [DoubtRefuse].
	Unproven, Unlettered, Unentitled, Unnamed string

	Minutes  Minutes
	Law      Text
	Deadline Text
	Bring    []Text // what the visitor should have with them
}

// What becomes of an application in doubt; see [Procedure.Unproven].
const (
	DoubtNotice = "notice" // taken in, and the old address is told
	DoubtRefuse = "refuse" // not taken in: nothing is issued to a stranger
)

// Usual routes; see [Procedure.Route].
const (
	RouteCenter  = "center"
	RouteCounter = "counter"
)

// Sources of an output; see [Output.Source].
const (
	FromHere     = "here"     // printed by this system
	FromCore     = "core"     // issued by the core, under its number
	FromTerminal = "terminal" // done at the terminal of another system
	FromMail     = "mail"     // mailed later
)

// Output is one thing the visitor gets at the end and where it comes from.
type Output struct {
	ID     string `yaml:"id"` // unique in the procedure; its place in the list when it has none
	Name   Text   `yaml:"name"`
	Source string `yaml:"source"`
	Fee    int    `yaml:"fee"` // yen for one, 0 is free
}

// Output finds one of the procedure's outputs.
func (p *Procedure) Output(id string) (Output, bool) {
	for _, o := range p.Outputs {
		if o.ID == id {
			return o, true
		}
	}
	return Output{}, false
}

// Minutes are the working times a procedure is planned with, in minutes.
type Minutes struct {
	Entry           float64 `yaml:"entry"`
	EntryPerPerson  float64 `yaml:"entry_per_person"`
	Verify          float64 `yaml:"verify"`
	VerifyPerPerson float64 `yaml:"verify_per_person"`
}
