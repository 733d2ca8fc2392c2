package bank

import (
	"slices"
	"strings"
)

// initials are the four letters with which a person's CURP begins: the first
// letter and the first vowel after it of the paternal surname, the first letters
// of the maternal one and of the given name. Where they are a word that nobody
// wants to be called by, the second is an X.
func (p Mexican) initials() string {
	paternal, maternal, given := nameWord(p.Paternal), nameWord(p.Maternal), givenWord(p.Given)
	four := []rune{letterAt(paternal, 0), 'X', letterAt(maternal, 0), letterAt(given, 0)}
	if len(paternal) > 0 {
		if i := slices.IndexFunc(paternal[1:], isVowel); i >= 0 {
			four[1] = paternal[1+i]
		}
	}
	if slices.Contains(unwanted, string(four)) {
		four[1] = 'X'
	}
	return string(four)
}

// consonants are the first ones inside the surnames and the given name.
func (p Mexican) consonants() string {
	three := []rune("XXX")
	for n, word := range [][]rune{nameWord(p.Paternal), nameWord(p.Maternal), givenWord(p.Given)} {
		if len(word) == 0 {
			continue
		}
		i := slices.IndexFunc(word[1:], func(r rune) bool { return !isVowel(r) })
		if i >= 0 && word[1+i] != 'Ñ' {
			three[n] = word[1+i]
		}
	}
	return string(three)
}

// companyInitials are the three letters with which a company's RFC begins:
// those of its first three words, else more letters of the last one.
func companyInitials(name string) string {
	name, _, _ = strings.Cut(name, ",")
	var three []rune
	words := nameWords(name)
	for i, word := range words {
		take := 1
		if i == len(words)-1 {
			take = max(1, 3-len(three))
		}
		three = append(three, word[:min(take, len(word))]...)
	}
	three = append(three, 'X', 'X', 'X')
	return string(three[:3])
}

// nameWord is the word of a surname that counts.
func nameWord(name string) []rune {
	words := nameWords(name)
	if len(words) == 0 {
		return nil
	}
	return words[0]
}

// givenWord is the given name that counts: not a José or María that is
// followed by another.
func givenWord(name string) []rune {
	words := nameWords(name)
	if len(words) > 1 && slices.Contains([]string{"JOSE", "MARIA", "J", "MA"}, string(words[0])) {
		words = words[1:]
	}
	if len(words) == 0 {
		return nil
	}
	return words[0]
}

// nameWords are the words of a name in plain capitals, without articles and
// prepositions.
func nameWords(name string) [][]rune {
	var words [][]rune
	for word := range strings.FieldsSeq(strings.ToUpper(name)) {
		word = strings.Map(plainLetter, word)
		if word != "" && !slices.Contains(particles, word) {
			words = append(words, []rune(word))
		}
	}
	return words
}

var particles = []string{"DE", "DEL", "LA", "LAS", "LOS", "Y", "EL"}

// plainLetter takes the accent off a capital, and off what is none of A to Z,
// Ñ and & everything.
func plainLetter(r rune) rune {
	if r >= 'A' && r <= 'Z' || r == 'Ñ' || r == '&' {
		return r
	}
	for plain, accented := range accents {
		if strings.ContainsRune(accented, r) {
			return plain
		}
	}
	return -1
}

var accents = map[rune]string{'A': "ÁÀÂÃÄ", 'C': "Ç", 'E': "ÉÈÊË", 'I': "ÍÌÎÏ", 'O': "ÓÒÔÕÖ", 'U': "ÚÙÛÜ"}

func isVowel(r rune) bool { return strings.ContainsRune("AEIOU", r) }

// letterAt is the letter at i, or X if there is none.
func letterAt(word []rune, i int) rune {
	if i >= len(word) {
		return 'X'
	}
	return word[i]
}

// unwanted are words that the registries do not print.
var unwanted = strings.Fields(`
BACA BAKA BUEI BUEY CACA CACO CAGA CAGO CAKA CAKO COGE COGI COJA COJE COJI COJO COLA CULO FALO FETO GETA GUEI GUEY
JETA JOTO KACA KACO KAGA KAGO KAKA KAKO KOGE KOGI KOJA KOJE KOJI KOJO KOLA KULO LILO LOCA LOCO LOKA LOKO MAME MAMO
MEAR MEAS MEON MIAR MION MOCO MOKO MULA MULO NACA NACO PEDA PEDO PENE PIPI PITO POPO PUTA PUTO QULO RATA ROBA ROBE
ROBO RUIN SENO TETA VACA VAGA VAGO VAKA VUEI VUEY WUEI WUEY`)
