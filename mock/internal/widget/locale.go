package widget

import (
	"embed"
	"encoding/json"
	"net/http"
	"strings"
	"sync"

	"golang.org/x/text/language"
)

//go:embed messages
var messageFiles embed.FS

// languages are those of the widget; the first is spoken to who speaks none.
var languages = [...]string{"en", "es", "pt"}

// messages are the texts by language and key.
var messages = sync.OnceValue(func() map[string]map[string]string {
	all := map[string]map[string]string{}
	for _, lang := range languages {
		text, err := messageFiles.ReadFile("messages/" + lang + ".json")
		var texts map[string]string
		if err == nil {
			err = json.Unmarshal(text, &texts)
		}
		if err != nil {
			panic("the messages of " + lang + " cannot be read: " + err.Error())
		}
		all[lang] = texts
	}
	return all
})

// message is a text; pairs are the names and values of its parameters. A key
// that nobody has written is a mistake of ours.
func message(lang, key string, pairs ...string) string {
	text, there := messages()[lang][key]
	if !there {
		panic("there is no message " + key + " in " + lang)
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		text = strings.ReplaceAll(text, "{"+pairs[i]+"}", pairs[i+1])
	}
	return text
}

// has tells whether there is a message.
func has(key string) bool {
	_, there := messages()[languages[0]][key]
	return there
}

func speaks(lang string) bool {
	_, there := messages()[lang]
	return there
}

// mainly is a language without its region: pt of pt-BR.
func mainly(locale string) string {
	lang, _, _ := strings.Cut(strings.ToLower(locale), "-")
	return lang
}

var matcher = sync.OnceValue(func() language.Matcher {
	var tags []language.Tag
	for _, lang := range languages {
		tags = append(tags, language.Make(lang))
	}
	return language.NewMatcher(tags)
})

// spoken is the language that a browser asks for, as far as there is one.
func spoken(r *http.Request) string {
	asked, _, err := language.ParseAcceptLanguage(r.Header.Get("Accept-Language"))
	if err != nil {
		return languages[0]
	}
	_, i, _ := matcher().Match(asked...)
	return languages[i]
}
