package openapi

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// An event is what a webhook tells: its webhook_type and webhook_code.
type event struct{ kind, code string }

// loadWebhooks reads webhooks.yaml. Each schema says by the enum values of its
// webhook_type and webhook_code which events it describes; two for one event are an error.
func (c *contract) loadWebhooks() (map[event]*schema, error) {
	spec, err := c.load("webhooks.yaml")
	if err != nil {
		return nil, err
	}
	events, copies := map[event]*schema{}, map[*schema]*schema{}
	for name, item := range spec.Webhooks {
		body := webhookBody(item)
		if body == nil {
			return nil, fmt.Errorf("webhook %s: no JSON body", name)
		}
		for _, kind := range choices(body, "webhook_type") {
			for _, code := range choices(body, "webhook_code") {
				if events[event{kind, code}] != nil {
					return nil, fmt.Errorf("webhook %s: %s/%s is described twice", name, kind, code)
				}
				events[event{kind, code}] = sealed(body, copies)
			}
		}
	}
	return events, nil
}

func webhookBody(item *openapi3.PathItem) *schema {
	if item.Post == nil || item.Post.RequestBody == nil {
		return nil
	}
	media := item.Post.RequestBody.Value.Content["application/json"]
	if media == nil || media.Schema == nil {
		return nil
	}
	return media.Schema.Value
}

func choices(s *schema, property string) []string {
	ref := s.Properties[property]
	if ref == nil || ref.Value == nil {
		return nil
	}
	return words(ref.Value.Enum)
}

func (c *contract) checkWebhook(body []byte) error {
	head, s, err := c.webhookSchema(body)
	if err != nil {
		return err
	}
	if s == nil {
		return fmt.Errorf("webhook %s/%s: event is not documented", head.kind, head.code)
	}
	if err := violation(s, body); err != nil {
		return fmt.Errorf("webhook %s/%s: %w", head.kind, head.code, err)
	}
	return nil
}

// webhookSchema is the schema of the event that a body tells; nil if that is not
// documented.
func (c *contract) webhookSchema(body []byte) (event, *schema, error) {
	events, err := c.webhooks()
	if err != nil {
		return event{}, nil, err
	}
	var head struct {
		Kind string `json:"webhook_type"`
		Code string `json:"webhook_code"`
	}
	if err := json.Unmarshal(body, &head); err != nil {
		return event{}, nil, fmt.Errorf("webhook: body is not JSON: %w", err)
	}
	e := event{head.Kind, head.Code}
	return e, events[e], nil
}

// compareWebhook is CompareWebhook.
func (c *contract) compareWebhook(body []byte) ([]Difference, error) {
	head, s, err := c.webhookSchema(body)
	switch {
	case err != nil:
		return nil, err
	case s == nil:
		return []Difference{{"/webhook_code", fmt.Sprintf("the vendor documents no webhook %s/%s", head.kind, head.code)}}, nil
	}
	found, err := differences(s, body)
	slices.SortStableFunc(found, func(a, b Difference) int { return strings.Compare(a.Pointer, b.Pointer) })
	return found, err
}
