package sandbox

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"sync"
)

// changes are the kinds of changes by the names under which they are kept. A
// name is a promise to older files: it is never given to another kind.
var changes = map[string]change{
	"clock_set":       clockSet{},
	"subscriber_set":  subscriberSet{},
	"link_made":       linkMade{},
	"family_counted":  familyCounted{},
	"link_set":        linkSet{},
	"link_deleted":    linkDeleted{},
	"link_counted":    linkCounted{},
	"link_accessed":   linkAccessed{},
	"records_added":   recordsAdded{},
	"record_replaced": recordReplaced{},
	"record_deleted":  recordDeleted{},
	"collected":       collected{},
	"job_accepted":    jobAccepted{},
	"job_ended":       jobEnded{},
	"session_opened":  sessionOpened{},
	"session_closed":  sessionClosed{},
	"delivery_set":    deliverySet{},
	"counted":         counted{},
	"token_spent":     tokenSpent{},
	"job_set":         jobSet{},
	"limits_set":      limitsSet{},
	"request_counted": requestCounted{},
	"delete_counted":  deleteCounted{},
	"quota_used":      quotaUsed{},
	"rule_added":      ruleAdded{},
	"rule_removed":    ruleRemoved{},
	"rules_cleared":   rulesCleared{},
	"rules_counted":   rulesCounted{},
	"group_set":       groupSet{},
	"group_made":      groupMade{},
	"group_over":      groupOver{},
	"scenario_begun":  scenarioBegun{},
	"link_named":      linkNamed{},
	"act_planned":     actPlanned{},
	"act_over":        actOver{},
	"visit_set":       visitSet{},
}

// kindNames are the names of changes by their types.
var kindNames = sync.OnceValue(func() map[reflect.Type]string {
	names := make(map[reflect.Type]string, len(changes))
	for name, c := range changes {
		names[reflect.TypeOf(c)] = name
	}
	return names
})

// A changeList is what happened to a workspace at once, in order.
type changeList []change

// A namedChange is a change as it is kept.
type namedChange struct {
	Kind   string
	Change change
}

// MarshalBinary writes the changes for World.Apply.
func (l changeList) MarshalBinary() ([]byte, error) {
	named := make([]namedChange, len(l))
	for i, c := range l {
		name, known := kindNames()[reflect.TypeOf(c)]
		if !known {
			return nil, fmt.Errorf("%T is not in the table of changes", c)
		}
		named[i] = namedChange{name, c}
	}
	return json.Marshal(named)
}

// UnmarshalBinary reads what MarshalBinary wrote.
func (l *changeList) UnmarshalBinary(text []byte) error {
	var named []struct {
		Kind   string
		Change json.RawMessage
	}
	if err := strictly(text, &named); err != nil {
		return fmt.Errorf("read changes: %w", err)
	}
	*l = make(changeList, len(named))
	for i, n := range named {
		c, known := changes[n.Kind]
		if !known {
			return fmt.Errorf("read changes: there is no kind %q", n.Kind)
		}
		into := reflect.New(reflect.TypeOf(c))
		if err := strictly(n.Change, into.Interface()); err != nil {
			return fmt.Errorf("read change %s: %w", n.Kind, err)
		}
		(*l)[i] = into.Elem().Interface().(change)
	}
	return nil
}

// strictly reads JSON, and refuses what the value has no place for: it would
// be lost.
func strictly(text []byte, into any) error {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	return decoder.Decode(into)
}
