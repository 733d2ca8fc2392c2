// Package wall is the real time for what stands outside the provider, whose
// own clock can be moved.
package wall

import "time"

// Now is the real time, in UTC.
func Now() time.Time { return time.Now().UTC() }
