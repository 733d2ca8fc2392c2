// JSON whose decimals keep their text: a float does not hold 999999999999.99
// and its neighbours apart, and money must.

// Each number of a JSON text becomes a string. Strings are passed over whole, so
// that digits in them stay as they are.
export function parseExact(text) {
  JSON.parse(text); // what is no JSON is refused before it is touched
  return JSON.parse(text.replace(/"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g, (token) => (token[0] === '"' ? token : `"${token}"`)));
}
