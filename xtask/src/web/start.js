/* Starts the app. Runs once, after the page is parsed; `suisei.wasm` stands for the hashed name. */
(() => {
  const module = new URL("suisei.wasm", document.currentScript.src);
  wasm_bindgen({ module_or_path: module }).catch((error) => {
    const message = document.createElement("p");
    message.textContent = `Suisei could not start in this browser: ${error}`;
    document.body.replaceChildren(message);
    throw error;
  });
})();
