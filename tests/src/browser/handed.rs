//! What a page hands to the browser: texts and pictures for the clipboard, files to save.

use serde_json::json;

use super::Browser;
use crate::wait;

impl Browser {
    /// Keeps what the page copies and saves from now on, instead of handing it over.
    pub fn keep_what_is_handed_over(&self) {
        let script = "
            window.handed = [];
            const keep = (name, text) => window.handed.push([name, text]);
            navigator.clipboard.writeText = async text => keep('clipboard', text);
            navigator.clipboard.write = async items => {
                const picture = await items[0].getType('image/png');
                keep('clipboard', picture.type + ' ' + picture.size);
            };
            const blobs = new Map();
            const make = URL.createObjectURL;
            URL.createObjectURL = blob => {
                const address = make.call(URL, blob);
                blobs.set(address, blob);
                return address;
            };
            const click = HTMLAnchorElement.prototype.click;
            HTMLAnchorElement.prototype.click = function () {
                const blob = blobs.get(this.href);
                if (!this.download || !blob) return click.call(this);
                blob.text().then(text => keep(this.download, text));
            }";
        self.run(script, &json!([]));
    }

    /// Waits for something that is handed over under this name (`clipboard`, or that of a file),
    /// gives it and forgets it.
    pub fn handed_over(&self, name: &str) -> String {
        let script = "
            const at = window.handed.findIndex(([name]) => name === args[0]);
            return at < 0 ? null : window.handed.splice(at, 1)[0][1]";
        wait::wait_for(&format!("`{name}` to be handed over"), || {
            self.run(script, &json!([name])).as_str().map(str::to_owned)
        })
    }
}
