// The Connect widget of belvo-mock, called as the vendor's script of this name:
// belvoSDK.createWidget(access, config).build() shows it in the element with the
// id belvo. It is a frame of the server that this script came from.
(function () {
  "use strict";
  const script = document.currentScript || document.querySelector('script[src*="belvo-widget-1-stable.js"]');
  const home = new URL(script.src).origin;
  const lists = ["country_codes", "institutions", "institution_types", "resources"];
  const texts = ["locale", "integration_type", "access_mode", "external_id", "company_name", "company_icon", "outcome"];
  const flags = ["show_close_dialog", "show_abandon_survey"];

  // address is where the frame begins. A test may say the outcome in the address of
  // the application's own page.
  function address(access, config) {
    const query = new URLSearchParams({ access_token: access, parent: location.origin });
    for (const name of lists) if (config[name] && config[name].length) query.set(name, [].concat(config[name]).join(","));
    for (const name of texts) if (config[name]) query.set(name, config[name]);
    for (const name of flags) if (name in config) query.set(name, String(Boolean(config[name])));
    if (config.institution && !query.has("institutions")) query.set("institutions", config.institution);
    const outcome = new URLSearchParams(location.search).get("belvo_mock_outcome");
    if (outcome) query.set("outcome", outcome);
    return home + "/widget/?" + query;
  }

  function dress(element, look) { Object.assign(element.style, look); }

  function build(access, config) {
    const room = document.getElementById("belvo");
    if (!room) throw new Error('belvo-mock: there is no element with the id "belvo" for the widget');
    const before = document.activeElement;
    const veil = document.createElement("div");
    const frame = document.createElement("iframe");
    dress(veil, { position: "fixed", inset: "0", zIndex: "2147483000", display: "grid", placeItems: "center", background: "rgb(15 17 20 / .55)" });
    dress(frame, { width: "min(30rem, 100%)", height: "min(46rem, 100%)", border: "0", borderRadius: innerWidth < 640 ? "0" : "14px", background: "Canvas" });
    if (innerWidth < 640) dress(frame, { width: "100%", height: "100%" });
    frame.title = "Connect (belvo-mock)";
    frame.src = address(access, config);
    veil.append(frame);

    function close() {
      removeEventListener("message", hear);
      veil.remove();
      if (before && before.focus) before.focus();
    }
    function hear(message) {
      if (message.origin !== home || message.source !== frame.contentWindow || !message.data || message.data.source !== "belvo-mock") return;
      const { event, exit, success } = message.data;
      if (event && config.onEvent) config.onEvent(event);
      if (success) { close(); if (config.callback) config.callback(success.link, success.institution); }
      if (exit) { close(); if (config.onExit) config.onExit(exit); }
    }
    addEventListener("message", hear);
    room.replaceChildren(veil);
    frame.focus();
    return { close };
  }

  window.belvoSDK = {
    createWidget(access, config) { return { build: () => build(access, config || {}) }; },
  };
})();
