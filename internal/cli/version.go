package cli

import (
	"runtime/debug"
	"slices"
	"strings"
)

// version is set when a release is built:
//
//	-ldflags "-X github.com/belvo-mock/belvo-mock/internal/cli.version=1.2.3"
var version = unreleased

// unreleased is the version of what was built from a working copy.
const unreleased = "dev"

// ownVersion is who the program says it is.
func ownVersion() string {
	info, _ := debug.ReadBuildInfo()
	return versionOf(version, info)
}

// versionOf is the version that was set, or that of the module if the go
// command has installed it as one. What it stamps on a working copy is neither.
func versionOf(set string, info *debug.BuildInfo) string {
	if set != unreleased || info == nil {
		return set
	}
	copied := slices.ContainsFunc(info.Settings, func(s debug.BuildSetting) bool { return strings.HasPrefix(s.Key, "vcs") })
	if released, ok := strings.CutPrefix(info.Main.Version, "v"); ok && !copied {
		return released
	}
	return set
}
