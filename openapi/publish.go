package openapi

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// object is a piece of a document as JSON has it.
type object = map[string]any

// A joining puts documents together. A component keeps its name if only one file has
// that name; otherwise it becomes "file.Name" in each of them.
type joining struct {
	files map[string]object // by name, with all that they refer to
	owner map[string]string // "schemas/Link" → its file, "" if several have it
	out   object
}

// publish joins the documents of everything built and the webhooks. Maps are encoded
// with sorted keys, so the bytes depend on the documents alone.
func (c *contract) publish() ([]byte, error) {
	j := joining{files: map[string]object{}, owner: map[string]string{}, out: object{
		"openapi": "3.1.0",
		"info": object{
			"title":       "Open finance API as belvo-mock serves it",
			"version":     "1.223.0",
			"description": "Written from public facts about two generations of the vendor's API; not the vendor's own document.",
		},
		"servers": []any{object{"url": "/"}},
	}}
	names := []string{"webhooks.yaml"}
	for tag := range c.documents {
		names = append(names, tag+".yaml")
	}
	slices.Sort(names)
	for _, name := range names {
		if err := j.read(c, name); err != nil {
			return nil, err
		}
	}
	for _, name := range slices.Sorted(maps.Keys(j.files)) {
		if err := j.add(name, slices.Contains(names, name)); err != nil {
			return nil, fmt.Errorf("join %s: %w", name, err)
		}
	}
	return json.MarshalIndent(j.out, "", " ")
}

// read takes in a file and the files that it refers to.
func (j *joining) read(c *contract, name string) error {
	if j.files[name] != nil {
		return nil
	}
	spec, err := c.load(name)
	if err != nil {
		return err
	}
	text, err := spec.MarshalJSON()
	if err != nil {
		return fmt.Errorf("join %s: %w", name, err)
	}
	value, err := decodeJSON(text)
	if err != nil {
		return fmt.Errorf("join %s: %w", name, err)
	}
	file := value.(object)
	j.files[name] = file
	for section, components := range sections(file) {
		for component := range components {
			key := section + "/" + component
			if _, taken := j.owner[key]; taken {
				j.owner[key] = ""
			} else {
				j.owner[key] = name
			}
		}
	}
	for other := range referredFiles(file) {
		if err := j.read(c, other); err != nil {
			return err
		}
	}
	return nil
}

// sections returns the kinds of components of file, but for security schemes, which
// are named without a reference.
func sections(file object) map[string]object {
	components, _ := file["components"].(object)
	out := map[string]object{}
	for section, value := range components {
		if named, is := value.(object); is && section != "securitySchemes" {
			out[section] = named
		}
	}
	return out
}

// referredFiles returns the files that references in value name.
func referredFiles(value any) map[string]bool {
	names := map[string]bool{}
	eachRef(value, func(holder object, ref string) {
		if file, _, _ := strings.Cut(ref, "#"); file != "" {
			names[file] = true
		}
	})
	return names
}

// eachRef visits every object in value that has a $ref text.
func eachRef(value any, visit func(holder object, ref string)) {
	switch value := value.(type) {
	case []any:
		for _, item := range value {
			eachRef(item, visit)
		}
	case object:
		if ref, is := value["$ref"].(string); is {
			visit(value, ref)
		}
		for _, child := range value {
			eachRef(child, visit)
		}
	}
}

// add puts one file into the joined document; of files that are only referred to,
// just the components.
func (j *joining) add(name string, whole bool) error {
	file := j.files[name]
	if err := j.pointInside(name); err != nil {
		return err
	}
	for section, components := range sections(file) {
		target := member(member(j.out, "components"), section)
		for component, value := range components {
			target[j.newName(name, section, component)] = value
		}
	}
	components, _ := file["components"].(object)
	schemes, _ := components["securitySchemes"].(object)
	if len(schemes) > 0 {
		maps.Copy(member(member(j.out, "components"), "securitySchemes"), schemes)
	}
	if !whole {
		return nil
	}
	spreadSecurity(file)
	j.addTags(file)
	for _, part := range []string{"paths", "webhooks"} {
		for key, item := range member(file, part) {
			if _, taken := member(j.out, part)[key]; taken {
				return fmt.Errorf("%s is in another file too", key)
			}
			member(j.out, part)[key] = item
		}
	}
	return nil
}

// member returns the object under key, made if it is not there.
func member(parent object, key string) object {
	child, is := parent[key].(object)
	if !is {
		child = object{}
		parent[key] = child
	}
	return child
}

// pointInside turns each reference of a file into one to the joined document.
func (j *joining) pointInside(name string) (err error) {
	eachRef(j.files[name], func(holder object, ref string) {
		file, place, _ := strings.Cut(ref, "#/components/")
		section, component, two := strings.Cut(place, "/")
		if file == "" {
			file = name
		}
		if _, known := sections(j.files[file])[section][component]; !two || !known {
			err = fmt.Errorf("reference %s does not name a component", ref)
			return
		}
		holder["$ref"] = "#/components/" + section + "/" + j.newName(file, section, component)
	})
	return err
}

func (j *joining) newName(file, section, component string) string {
	if j.owner[section+"/"+component] == "" {
		return strings.TrimSuffix(file, ".yaml") + "." + component
	}
	return component
}

// spreadSecurity gives a file's own security to those of its operations that have none.
func spreadSecurity(file object) {
	methods := strings.Fields("get put post delete patch head options trace")
	security, has := file["security"]
	if !has {
		return
	}
	for _, item := range member(file, "paths") {
		for key, value := range item.(object) {
			if operation, is := value.(object); is && slices.Contains(methods, key) && operation["security"] == nil {
				operation["security"] = security
			}
		}
	}
}

// addTags joins the descriptions of tags by name.
func (j *joining) addTags(file object) {
	tags, _ := file["tags"].([]any)
	all, _ := j.out["tags"].([]any)
	for _, tag := range tags {
		named := func(other any) bool { return other.(object)["name"] == tag.(object)["name"] }
		if !slices.ContainsFunc(all, named) {
			all = append(all, tag)
		}
	}
	if len(all) > 0 {
		j.out["tags"] = all
	}
}
