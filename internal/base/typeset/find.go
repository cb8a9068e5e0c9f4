package typeset

import (
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/hitomado/hitomado/internal/base/kernel"
)

// FindFonts opens the faces of the chain that this machine has. The files stay
// open and are read glyph by glyph, so that a 46 MB font costs under 1 MB of
// memory; open them once and share the result, it is safe for concurrent use.
//
// When a required face is missing, or none was found at all, the error
// font_missing (Unavailable) names the files looked for and the Debian
// packages to install.
func FindFonts(chain []Face) (*Fonts, error) {
	index := fontFiles(fontDirs())
	f := &Fonts{roles: map[Role]*roleChain{}}
	byRole := map[Role][]*sfnt{}
	for _, face := range chain {
		s, cause := openFace(face, index)
		if s == nil {
			if face.Required {
				f.Close()
				return nil, missingFont(face, cause)
			}
			continue
		}
		s.id = len(f.faces)
		f.faces = append(f.faces, s)
		byRole[face.Role] = append(byRole[face.Role], s)
	}
	if len(f.faces) == 0 {
		return nil, missingFont(DefaultChain()[0], nil)
	}
	for _, r := range []Role{Mincho, Gothic, GothicBold} {
		c := &roleChain{cache: map[string]*glyph{}}
		for _, via := range fallback(r) {
			c.faces = append(c.faces, byRole[via]...)
		}
		f.roles[r] = c
	}
	return f, nil
}

// Close releases the font files. Nothing may be drawn with f afterwards.
func (f *Fonts) Close() {
	for _, s := range f.faces {
		_ = s.file.Close() // opened for reading only: nothing can be lost
	}
}

func missingFont(face Face, cause error) error {
	e := kernel.E(kernel.Unavailable, "font_missing",
		"files", strings.Join(face.Files, ", "),
		"packages", face.Package,
		"command", "apt-get install fonts-ipamj-mincho fonts-morisawa-bizud-gothic")
	if cause != nil {
		e = e.Because(cause)
	}
	return e
}

// openFace opens the first file of the face that exists and can be used; the
// cause says why a file that does exist could not be.
func openFace(face Face, index map[string]string) (s *sfnt, cause error) {
	for _, name := range face.Files {
		path := name
		if !filepath.IsAbs(name) {
			path = index[strings.ToLower(name)]
		}
		if path == "" {
			continue
		}
		s, err := openSFNT(path)
		if err == nil {
			return s, nil
		}
		cause = err
	}
	return nil, cause
}

// fontDirs are the folders in which operating systems keep fonts.
func fontDirs() []string {
	home, _ := os.UserHomeDir() // no home: only the system's folders
	inHome := func(p ...string) string { return filepath.Join(append([]string{home}, p...)...) }
	switch runtime.GOOS {
	case "windows":
		return []string{
			filepath.Join(os.Getenv("WINDIR"), "Fonts"),
			filepath.Join(os.Getenv("LOCALAPPDATA"), "Microsoft", "Windows", "Fonts"),
		}
	case "darwin":
		return []string{"/Library/Fonts", "/System/Library/Fonts", inHome("Library", "Fonts")}
	default:
		return []string{"/usr/share/fonts", "/usr/local/share/fonts", inHome(".fonts"), inHome(".local", "share", "fonts")}
	}
}

// fontFiles maps lower-case file names to paths; the first folder wins.
func fontFiles(dirs []string) map[string]string {
	found := map[string]string{}
	for _, dir := range dirs {
		_ = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return nil // an unreadable folder only means: no fonts there
			}
			if name := strings.ToLower(d.Name()); found[name] == "" {
				found[name] = path
			}
			return nil
		})
	}
	return found
}
