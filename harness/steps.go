package harness

import "slices"

// Steps are all sentences that the bundled features are made of, to be listed.
func Steps() []Step { return (&World{}).steps() }

// steps are all sentences for a world: first what is given, then what happens,
// then what the client must have done.
func (w *World) steps() []Step {
	return slices.Concat(
		w.linkingSteps(), w.faultSteps(),
		w.askingSteps(), w.periodSteps(), w.tellingSteps(), w.sendingSteps(), w.lifeSteps(),
		w.premiseSteps(), w.hearingSteps(), w.fetchingSteps(), w.pagingSteps(), w.retryingSteps(), w.copySteps(), w.requestSteps(), w.safetySteps(),
	)
}
