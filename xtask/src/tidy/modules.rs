//! Which module may name which: the layers inside server and app, and what each crate must not know.

use super::Finding;
use super::files::File;
use super::source::{Source, find_words, line_of};

/// Something that files of a part must not name.
struct Rule {
    /// Path prefixes of the files that the rule binds.
    within: &'static [&'static str],
    /// Path prefixes of those that it does not.
    except: &'static [&'static str],
    /// Words that their code must not hold.
    words: &'static [&'static str],
    /// Modules of the own crate that they must not import.
    modules: &'static [&'static str],
    advice: &'static str,
}

const RULES: &[Rule] = &[
    Rule {
        within: &["core/src/"],
        except: &[],
        words: &[
            "std::fs",
            "std::net",
            "std::thread",
            "std::process",
            "SystemTime",
            "Instant",
        ],
        modules: &[],
        advice: "core does no IO and reads no clock: take the value as an argument",
    },
    Rule {
        within: &["chart/src/"],
        except: &[],
        words: &["web_sys", "js_sys", "wasm_bindgen", "leptos"],
        modules: &[],
        advice: "charts know no browser: that belongs into `app/src/dom/`",
    },
    Rule {
        within: &["server/src/"],
        // In `store.rs` and the engines' own tests the name is that of our module.
        except: &[
            "server/src/store.rs",
            "server/src/store/kv_tests.rs",
            "server/src/store/sled.rs",
            "server/src/store/sled/",
        ],
        words: &["sled::"],
        modules: &[],
        advice: "only `server/src/store/sled.rs` knows sled: use the store's trait",
    },
    Rule {
        within: &[
            "server/src/store/",
            "server/src/store.rs",
            "server/src/ingest",
        ],
        // The database puts the number of a part before each key, whatever that holds.
        except: &[
            "server/src/store/keys.rs",
            "server/src/store/keys/",
            "server/src/store/sled.rs",
        ],
        words: &["to_be_bytes", "from_be_bytes"],
        modules: &[],
        advice: "only `server/src/store/keys.rs` builds and reads keys: ask it for this one",
    },
    Rule {
        within: &["server/src/store", "server/src/ingest", "server/src/export"],
        except: &[],
        words: &["axum", "axum_extra", "tower_http", "hyper", "http::"],
        modules: &[],
        advice: "store, ingest and export know no HTTP: that belongs into `server/src/api/`",
    },
    Rule {
        within: &["server/src/store"],
        except: &[],
        words: &[],
        modules: &["ingest", "export", "api", "router"],
        advice: "the store stands below ingest, export, API and router",
    },
    Rule {
        within: &["server/src/ingest"],
        except: &[],
        words: &[],
        modules: &["api", "router"],
        advice: "ingest stands below API and router",
    },
    Rule {
        within: &["server/src/export"],
        except: &[],
        words: &[],
        modules: &["ingest", "api", "router"],
        advice: "exports read the store and stand below the API",
    },
    Rule {
        within: &["server/src/api"],
        except: &[],
        words: &[],
        modules: &["router"],
        advice: "the router names the API, not the other way round",
    },
    Rule {
        within: &["app/src/"],
        except: &["app/src/dom/", "app/src/dom.rs", "app/src/lib.rs"],
        words: &["web_sys", "js_sys", "wasm_bindgen"],
        modules: &[],
        advice: "only `app/src/dom/` knows the browser: give it a function for this",
    },
    Rule {
        within: &["app/src/dom"],
        except: &[],
        words: &[],
        modules: &["ui", "table", "panels", "pages", "source"],
        advice: "`dom` stands below everything else of the app",
    },
    Rule {
        within: &["app/src/ui"],
        except: &[],
        words: &[],
        modules: &["table", "panels", "pages", "source"],
        advice: "`ui` knows no word of the domain: take it as an argument or a callback",
    },
    Rule {
        within: &["app/src/table", "app/src/panels"],
        except: &[],
        words: &[],
        modules: &["pages"],
        advice: "pages name table and panels, not the other way round",
    },
];

pub(super) fn check(file: &File) -> Vec<Finding> {
    let Some(source) = file.source.as_ref().filter(|_| !file.is_test) else {
        return Vec::new();
    };
    let matches = |prefixes: &[&str]| prefixes.iter().any(|prefix| file.path.starts_with(prefix));
    let mut findings = Vec::new();
    for rule in RULES
        .iter()
        .filter(|rule| matches(rule.within) && !matches(rule.except))
    {
        let words = rule.words.iter().flat_map(|word| {
            find_words(source.product_code(), word).map(move |at| (at, (*word).to_owned()))
        });
        let modules = imports(source)
            .into_iter()
            .filter(|(_, module)| rule.modules.contains(&module.as_str()))
            .map(|(at, module)| (at, format!("crate::{module}")));
        for (at, name) in words.chain(modules) {
            let line = line_of(&source.code, at);
            findings.push(Finding::new(
                &file.path,
                line,
                format!("{}: `{name}`", rule.advice),
            ));
        }
    }
    findings
}

/// The modules of the own crate that product code names, `crate::{a, b::c}` included.
fn imports(source: &Source) -> Vec<(usize, String)> {
    let code = source.product_code();
    let mut found = Vec::new();
    for at in find_words(code, "crate::") {
        let start = at + "crate::".len();
        match code[start..].strip_prefix('{') {
            Some(group) => {
                let names = group_names(group).into_iter();
                found.extend(names.map(|(offset, name)| (start + 1 + offset, name)));
            }
            None => found.push((at, leading_name(&code[start..]))),
        }
    }
    found
}

/// The first name of each path in `a, b::{c, d}, e}`, with its position.
fn group_names(group: &str) -> Vec<(usize, String)> {
    let mut names = Vec::new();
    let mut depth = 0;
    let mut expects_name = true;
    for (at, character) in group.char_indices() {
        match character {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => expects_name = true,
            _ if expects_name && !character.is_whitespace() => {
                names.push((at, leading_name(&group[at..])));
                expects_name = false;
            }
            _ => {}
        }
    }
    names
}

fn leading_name(code: &str) -> String {
    code.chars()
        .take_while(|c| c.is_alphanumeric() || *c == '_')
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_lines(path: &str, text: &str, expected: &[usize]) {
        let findings = check(&File::new(path, text));
        let lines: Vec<usize> = findings.iter().map(|finding| finding.line).collect();
        assert_eq!(lines, expected, "{path}: {findings:?}");
    }

    #[test]
    fn only_one_file_knows_sled() {
        check_lines("server/src/store/sled.rs", "use sled::Db;\n", &[]);
        check_lines("server/src/store/meta.rs", "\nuse sled::Db;\n", &[2]);
        check_lines("server/src/main.rs", "use crate::store::sled;\n", &[]);
    }

    #[test]
    fn only_one_file_builds_keys() {
        check_lines("server/src/store/keys.rs", "a.to_be_bytes()\n", &[]);
        check_lines("server/src/store/meta.rs", "a.to_be_bytes()\n", &[1]);
        check_lines("server/src/store/meta.rs", "a.to_le_bytes()\n", &[]);
    }

    #[test]
    fn the_store_knows_no_http() {
        check_lines("server/src/store/meta.rs", "use axum::Json;\n", &[1]);
        check_lines(
            "server/src/ingest/queue.rs",
            "use http::StatusCode;\n",
            &[1],
        );
        check_lines("server/src/api/runs.rs", "use axum::Json;\n", &[]);
        check_lines(
            "server/src/store/meta.rs",
            "// over http::, see axum\n",
            &[],
        );
    }

    #[test]
    fn layers_name_only_those_below() {
        check_lines("server/src/store/meta.rs", "use crate::ingest::A;\n", &[1]);
        check_lines(
            "server/src/ingest.rs",
            "use crate::{store, api::b};\n",
            &[1],
        );
        check_lines(
            "app/src/ui/button.rs",
            "use crate::{\n  dom::{source, pages},\n  pages,\n};",
            &[3],
        );
        check_lines("app/src/ui/button.rs", "use crate::dom::pages;\n", &[]);
        check_lines("app/src/panels/grid.rs", "use crate::pages;\n", &[1]);
        check_lines("app/src/pages/home.rs", "use crate::panels;\n", &[]);
    }

    #[test]
    fn only_dom_knows_the_browser() {
        check_lines("app/src/ui/button.rs", "use leptos::web_sys;\n", &[1]);
        check_lines("app/src/dom/size.rs", "use web_sys::Element;\n", &[]);
        check_lines("chart/src/line.rs", "use web_sys::Element;\n", &[1]);
        check_lines("core/src/ids.rs", "use std::time::SystemTime;\n", &[1]);
    }
}
