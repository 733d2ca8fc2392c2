package mock

import (
	"net/http"

	"github.com/belvo-mock/belvo-mock/mock/internal/widget"
)

// withWidget is the API, and beside it the widget: what people reach, wherever
// the control API is.
func (s *Server) withWidget(api http.Handler) http.Handler {
	cfg := widget.Config{Host: s.Host(), PublicURL: s.cfg.PublicURL, Kept: s.kept}
	if s.cfg.SecretID == DefaultSecretID && s.cfg.SecretPassword == DefaultSecretPassword {
		cfg.Pair = s.cfg.SecretID + ":" + s.cfg.SecretPassword
	}
	pages := widget.Handler(cfg)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if widget.Owns(r.URL.Path) {
			pages.ServeHTTP(w, r)
			return
		}
		api.ServeHTTP(w, r)
	})
}
