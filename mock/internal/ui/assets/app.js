// What all pages do. Each part is a module of its own, and each page is readable
// without any of them.
import "./look.js";
import "./action.js";
import "./live.js";
import "./keys.js";
import "./copy.js";
