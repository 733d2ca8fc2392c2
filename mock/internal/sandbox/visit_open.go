package sandbox

// OpenVisit begins a visit with an access token.
func (w *Workspace) OpenVisit(token string, wish Wish) (VisitView, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	grant, err := w.checkToken(token)
	if err != nil {
		return VisitView{}, err
	}
	for _, scope := range grant.scopes() {
		if err := grant.Allows(scope); err != nil {
			return VisitView{}, err
		}
	}
	if err := w.opens(grant, wish); err != nil {
		return VisitView{}, err
	}
	v := Visit{
		ID:     OrganizationOf(w.owner) + "." + w.path.At("visit", w.owner).Number(w.state.Counts.Visits).Hex(),
		Opened: w.agenda.Now(), Grant: grant, Wish: wish,
	}
	if link := w.state.Links[grant.LinkID]; link != nil {
		v.Institution = link.Institution
	}
	w.apply(visitSet{v})
	return w.viewed(w.state.Visits[v.ID]), nil
}

func (w *Workspace) opens(grant Grant, wish Wish) error {
	if grant.LinkID != "" && w.state.Links[grant.LinkID] == nil {
		return refuse(DoesNotExist, "link_id", "The token is to update the link %s, which is gone.", grant.LinkID)
	}
	if grant.Widget.Feature == manageConsents {
		return refuse(NotEmulated, "openfinance_feature", "The consent portal (%s) is not emulated.", manageConsents)
	}
	return wish.check()
}
