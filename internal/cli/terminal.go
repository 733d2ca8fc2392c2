package cli

import (
	"io"
	"log/slog"
	"os"
	"strconv"
	"time"

	"github.com/lmittmann/tint"
	"github.com/mattn/go-isatty"
)

// handler writes logs to stderr.
func (f logFormat) handler(c *call) slog.Handler {
	if f == "json" {
		return slog.NewJSONHandler(c.stderr, nil)
	}
	return tint.NewTextHandler(c.stderr, &tint.Options{TimeFormat: time.TimeOnly, NoColor: !c.colourful(c.stderr)})
}

// colourful tells whether to is a terminal whose owner wants colours.
func (c *call) colourful(to io.Writer) bool {
	file, ok := to.(*os.File)
	return ok && isatty.IsTerminal(file.Fd()) && c.settings.env["NO_COLOR"] == "" && c.settings.env["TERM"] != "dumb"
}

// width is how many columns the terminal has; 0 if it is none or does not say.
func width(c *call) int {
	columns, err := strconv.Atoi(c.settings.env["COLUMNS"])
	if err != nil {
		return 0
	}
	return columns
}

// The escapes of a terminal.
const (
	green = "\x1b[32m"
	red   = "\x1b[31m"
	plain = "\x1b[0m"
)
