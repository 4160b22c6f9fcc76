//! Watches what charts draw: every frame of a picture, how often anything is drawn, where a line
//! runs; and makes the server's answers late, so that a test sees what a person sees meanwhile.

use serde_json::json;

use super::{Browser, Point};

/// JavaScript that finds the pixels of lines: everything else in a light picture is grey.
const COLOURED: &str = "
    const pixels = canvas => {
        const {width, height} = canvas;
        return {width, height, data: canvas.getContext('2d').getImageData(0, 0, width, height).data};
    };
    const coloured = ({width, data}, x, y) => {
        const at = 4 * (y * width + x);
        const [r, g, b] = [data[at], data[at + 1], data[at + 2]];
        return data[at + 3] > 60 && Math.max(r, g, b) - Math.min(r, g, b) > 50;
    };
    const rises = (picture, x, rows) => {
        for (let y = 0; y < rows; y++) if (coloured(picture, x, y)) return true;
        return false;
    };
";

impl Browser {
    /// Looks at a chart in every frame from now on; [`Self::least_covered`] tells what it has seen.
    pub fn watch_picture(&self, title: &str) {
        let script = format!(
            "{COLOURED}
            const watched = window.watched = {{least: 1, frames: 0}};
            const look = () => {{
                if (window.watched !== watched) return;
                const canvas = panel(args[0]).querySelector('canvas');
                const picture = pixels(canvas);
                const ratio = canvas.width / canvas.clientWidth;
                const [from, to] = [64 * ratio, picture.width - 16 * ratio].map(Math.round);
                let covered = 0;
                for (let x = from; x < to; x++) covered += rises(picture, x, picture.height);
                watched.least = Math.min(watched.least, covered / (to - from));
                watched.frames++;
                requestAnimationFrame(look);
            }};
            requestAnimationFrame(look);"
        );
        self.run(&script, &json!([title]));
    }

    /// The least share of a watched chart's width that lines covered in any frame. Ends the watch.
    pub fn least_covered(&self) -> f64 {
        let script = "
            const {least, frames} = window.watched;
            window.watched = null;
            return [least, frames]";
        let seen = self.run(script, &json!([]));
        assert!(seen[1].as_u64().unwrap_or(0) > 0, "no frame was seen");
        seen[0].as_f64().unwrap()
    }

    /// Where a line reaches into the uppermost part of a chart, a tenth of it; none where none does.
    pub fn peak_of(&self, title: &str) -> Option<Point> {
        let script = format!(
            "{COLOURED}
            const canvas = panel(args[0]).querySelector('canvas');
            const picture = pixels(canvas);
            const found = [];
            for (let x = 0; x < picture.width; x++)
                if (rises(picture, x, picture.height / 10)) found.push(x);
            if (!found.length) return null;
            const box = canvas.getBoundingClientRect();
            const scale = box.width / picture.width;
            const middle = found[found.length >> 1];
            return [box.left + (middle + 0.5) * scale, box.top + box.height / 2]"
        );
        let found = self.run(&script, &json!([title]));
        Some(Point {
            x: found[0].as_f64()?,
            y: found[1].as_f64()?,
        })
    }

    /// Counts from now on how often each panel is drawn.
    pub fn count_drawings(&self) {
        let script = "
            window.drawings = {};
            const draw = window.suiseiDraw;
            window.suiseiDraw = (context, ...rest) => {
                const title = context.canvas.closest('.panel')?.dataset.panel ?? '';
                const kind = context.canvas.className;
                const name = `${title} ${kind}`;
                window.drawings[name] = (window.drawings[name] ?? 0) + 1;
                return draw(context, ...rest);
            }";
        self.run(script, &json!([]));
    }

    /// How often a panel's picture was drawn since they are counted, or since the last question.
    pub fn drawings_of(&self, title: &str) -> u64 {
        let script = "
            requestAnimationFrame(() => requestAnimationFrame(() => {
                const name = `${args[0]} chart-picture`;
                done(window.drawings[name] ?? 0);
                window.drawings[name] = 0;
            }))";
        self.run_async(script, &json!([title])).as_u64().unwrap()
    }

    /// Holds every answer with points back for so many milliseconds from now on.
    pub fn make_answers_late(&self, milliseconds: u64) {
        let script = "
            const ask = window.fetch;
            window.fetch = async (...request) => {
                const answer = await ask(...request);
                if (answer.url.includes('/series')) await new Promise(go => setTimeout(go, args[0]));
                return answer;
            }";
        self.run(script, &json!([milliseconds]));
    }

    /// What lies above a chart's picture looks like now: cursor and selection.
    pub fn overlay_of(&self, title: &str) -> String {
        let script = "
            const canvas = panel(args[0]).querySelector('.chart-overlay');
            const data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
            let hash = 0;
            for (const byte of data) hash = (hash * 31 + byte) | 0;
            return String(hash)";
        self.run(script, &json!([title]))
            .as_str()
            .unwrap_or_default()
            .to_owned()
    }
}
