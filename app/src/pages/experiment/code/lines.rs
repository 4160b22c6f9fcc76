//! Coloured source lines as elements.

use leptos::prelude::*;

use super::highlight::{Kind, Token};

/// One line with its line end, so that copied text keeps its lines.
pub(in crate::pages::experiment) fn code_line(tokens: &[Token]) -> AnyView {
    let pieces = tokens.iter().map(|token| {
        let class = match token.kind {
            Kind::Plain => return token.text.clone().into_any(),
            Kind::Keyword => "code-keyword",
            Kind::String => "code-string",
            Kind::Comment => "code-comment",
            Kind::Number => "code-number",
        };
        view! { <span class=class>{token.text.clone()}</span> }.into_any()
    });
    view! { {pieces.collect_view()} "\n" }.into_any()
}
