package harness_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"

	"github.com/belvo-mock/belvo-mock/harness"
	"github.com/belvo-mock/belvo-mock/mock"
)

// steps are the sentences of the guide's feature.
func steps(w *world) []harness.Step {
	return []harness.Step{
		{Sentence: "{who} has linked a bank account", Does: "makes a link of a person with 101 transactions", Do: w.hasLinked},
		{Sentence: "{who}'s link is single", Does: "takes the link out of the recurrent refresh", Do: w.linkIsSingle},
		{Sentence: "the client's receiver is down", Does: "breaks every connection to it", Do: w.goesDown},
		{Sentence: "the client's receiver is up again", Does: "lets it answer", Do: w.comesUp},
		{Sentence: "the client asks for {who}'s transactions", Does: "has the client ask for twelve months", Do: w.asks},
		{Sentence: "the bank has answered", Does: "lets the bank's latency pass", Do: w.bankAnswers},
		{Sentence: "the provider has tried again", Does: "lets the first gap of the retry policy pass", Do: w.triesAgain},
		{Sentence: "the provider sends a notification that breaks off", Does: "posts half of one", Do: w.sendBroken},
		{Sentence: "the client's request carries the async header", Does: "looks at the header as it was sent", Do: w.carriesHeader},
		{Sentence: "the provider accepts it with a request id", Does: "checks the 202 and that the client kept its id", Do: w.accepted},
		{Sentence: "nothing can be read yet", Does: "lists the link's transactions", Do: w.nothingToRead},
		{Sentence: "the client is told about that request", Does: "compares the ids of the 202 and the webhook", Do: w.toldOfRequest},
		{Sentence: "the client acknowledges within {dur}", Does: "looks at the last attempt", Do: w.acknowledges},
		{Sentence: "the provider has no reason to retry", Does: "checks that nothing is pending", Do: w.noReasonToRetry},
		{Sentence: "the client answers 400 and names the request", Does: "looks for the id in the client's answer", Do: w.refusesByName},
		{Sentence: "the client reads {who}'s transactions after it was told", Does: "compares the moments of the GET and the attempt", Do: w.readsAfterwards},
		{Sentence: "the client holds all of {who}'s transactions", Does: "compares what the client holds with what the provider shows", Do: w.holdsAll},
	}
}

// getJSON reads an object with the default workspace's pair.
func getJSON(ctx context.Context, p *mock.Running, path string, into any) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, p.URL+path, nil)
	if err != nil {
		return err
	}
	r.SetBasicAuth(p.SecretID, p.SecretPassword)
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	return json.NewDecoder(answer.Body).Decode(into)
}

// answerTo is the status and body of an answer.
func answerTo(r *http.Request) (string, error) {
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return "", err
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	return fmt.Sprintf("%d %s", answer.StatusCode, body), err
}
