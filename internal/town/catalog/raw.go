package catalog

// rawFile is what one data file may hold: code lists, glyph variants, a form,
// a procedure — any of them, so that a small procedure fits in one file.
type rawFile struct {
	Codes     map[string][]Code `yaml:"codes"`
	Variants  []string          `yaml:"variants"`
	Form      *rawForm          `yaml:"form"`
	Procedure *rawProcedure     `yaml:"procedure"`
}

type rawProcedure struct {
	ID         string   `yaml:"id"`
	Name       Text     `yaml:"name"`
	Short      Text     `yaml:"short"`
	Guide      Text     `yaml:"guide"`
	Form       string   `yaml:"form"`
	Way        string   `yaml:"way"`
	Registers  bool     `yaml:"registers"`
	Prints     bool     `yaml:"prints"`
	Second     string   `yaml:"second"`
	Confirm    int      `yaml:"confirm"`
	Split      bool     `yaml:"split"`
	After      []string `yaml:"after"`
	Documents  []string `yaml:"documents"`
	Outputs    []Output `yaml:"outputs"`
	Endings    []string `yaml:"endings"`
	Route      string   `yaml:"route"`
	Unproven   string   `yaml:"unproven"`
	Unlettered string   `yaml:"unlettered"`
	Unentitled string   `yaml:"unentitled"`
	Unnamed    string   `yaml:"unnamed"`
	Minutes    Minutes  `yaml:"minutes"`
	Law        Text     `yaml:"law"`
	Deadline   Text     `yaml:"deadline"`
	Bring      []Text   `yaml:"bring"`
}

type rawForm struct {
	Retention Retention    `yaml:"retention"`
	ID        string       `yaml:"id"`
	Version   int          `yaml:"version"`
	Name      Text         `yaml:"name"`
	Pages     int          `yaml:"pages"`
	Kinds     []string     `yaml:"kinds"`
	Core      []string     `yaml:"core"`
	Screens   []rawScreen  `yaml:"core_screens"`
	CoreDates string       `yaml:"core_dates"`
	Paper     []rawPrint   `yaml:"paper"`
	Sections  []rawSection `yaml:"sections"`
	Checks    []rawCheck   `yaml:"checks"`
}

type rawScreen struct {
	Name   Text     `yaml:"name"`
	Fields []string `yaml:"fields"`
}

type rawPrint struct {
	At    []float64 `yaml:"at"`
	Text  Text      `yaml:"text"`
	Shade bool      `yaml:"shade"`
}

type rawSection struct {
	ID        string     `yaml:"id"`
	Name      Text       `yaml:"name"`
	Number    Text       `yaml:"number"`
	Repeat    int        `yaml:"repeat"`
	Pitch     float64    `yaml:"pitch"`
	Continues string     `yaml:"continues"`
	OnlyIf    string     `yaml:"only_if"`
	Title     []float64  `yaml:"title"`
	Heads     []rawPrint `yaml:"heads"`
	NumberBox []float64  `yaml:"number_box"`
	Fields    []rawField `yaml:"fields"`
}

type rawField struct {
	ID         string    `yaml:"id"`
	Name       Text      `yaml:"name"`
	Hint       Text      `yaml:"hint"`
	Type       string    `yaml:"type"`
	Required   bool      `yaml:"required"`
	RequiredIf string    `yaml:"required_if"`
	OnlyIf     string    `yaml:"only_if"`
	At         []float64 `yaml:"at"`
	Label      []float64 `yaml:"label"`
	Printed    Text      `yaml:"printed"`
	Preprint   string    `yaml:"preprint"`
	Codes      string    `yaml:"codes"` // name of a code list
	Only       []string  `yaml:"only"`  // the part of it that may be chosen
	Choices    string    `yaml:"choices"`
	Columns    int       `yaml:"columns"`
	Boxes      []string  `yaml:"boxes"` // printed values when not all are
	Max        int       `yaml:"max"`
	Digits     int       `yaml:"digits"`
	Dangerous  bool      `yaml:"dangerous"`
	Confirm    int       `yaml:"confirm"`
	Sensitive  bool      `yaml:"sensitive"`
	Office     bool      `yaml:"office"`
	Birth      bool      `yaml:"birth"`
	Future     bool      `yaml:"future"`
	Fill       string    `yaml:"fill"`
	Offer      []string  `yaml:"offer"`
	Portion    Portion   `yaml:"portion"` // names or numbers where the type says otherwise
}

type rawCheck struct {
	ID    string `yaml:"id"`
	When  string `yaml:"when"`
	Each  string `yaml:"each"`
	Level string `yaml:"level"`
	Text  Text   `yaml:"text"`
	At    string `yaml:"at"`
}
