//! Icons: 16 × 16, stroked in the colour of the text.

use leptos::prelude::*;

/// An icon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Icon {
    /// Search.
    Search,
    /// Eye.
    Eye,
    /// Eye off.
    EyeOff,
    /// Pin.
    Pin,
    /// Down.
    Down,
    /// Right.
    Right,
    /// Left.
    Left,
    /// Plus.
    Plus,
    /// A cross: close, clear.
    Cross,
    /// Check.
    Check,
    /// More.
    More,
    /// Full screen.
    FullScreen,
    /// Six dots: drag here.
    Grip,
    /// The resize corner.
    Corner,
    /// Running.
    Running,
    /// Done.
    Done,
    /// Fail.
    Fail,
    /// Stopped.
    Stopped,
    /// Warning.
    Warning,
    /// Copy.
    Copy,
    /// Columns.
    Columns,
    /// Chart.
    Chart,
    /// Table.
    Table,
    /// Refresh.
    Refresh,
    /// Play.
    Play,
    /// File.
    File,
    /// Git.
    Git,
    /// Up.
    Up,
    /// An arrow onto a line: save a file.
    Download,
    /// Box.
    Box,
    /// Info.
    Info,
    /// A ruler.
    Measure,
    /// Two links of a chain.
    Link,
    /// Bars of a chart.
    Bars,
    /// A box with whiskers.
    BoxPlot,
    /// A violin of a distribution.
    Violin,
    /// Points of a scatter chart.
    Dots,
    /// Lines across parallel axes.
    Parallel,
    /// A number.
    Number,
    /// Cells of a heat map.
    Heat,
    /// Ridges.
    Ridge,
    /// A matrix.
    Matrix,
    /// A curve below a corner.
    Curve,
    /// A bin.
    Trash,
    /// A pencil.
    Pencil,
}

impl Icon {
    fn shapes(self) -> &'static str {
        match self {
            Self::Search => r#"<circle cx="7" cy="7" r="4.2"/><path d="m10.2 10.2 3.3 3.3"/>"#,
            Self::Eye => {
                r#"<path d="M1.5 8S4 3.8 8 3.8 14.5 8 14.5 8 12 12.2 8 12.2 1.5 8 1.5 8Z"/><circle cx="8" cy="8" r="1.9"/>"#
            }
            Self::EyeOff => {
                r#"<path d="M3.3 4.9C2.1 6 1.5 8 1.5 8S4 12.2 8 12.2c1 0 2-.3 2.8-.7M6.3 4c.5-.1 1.1-.2 1.7-.2 4 0 6.5 4.2 6.5 4.2s-.5 1-1.6 2.1M2.5 2.5l11 11"/>"#
            }
            Self::Pin => r#"<path d="M6 2.2h4M6.6 2.2v4L4.4 8.8h7.2L9.4 6.2v-4M8 8.8v5"/>"#,
            Self::Down => r#"<path d="m4.5 6.5 3.5 3.5 3.5-3.5"/>"#,
            Self::Right => r#"<path d="m6.5 4.5 3.5 3.5-3.5 3.5"/>"#,
            Self::Left => r#"<path d="m9.5 4.5-3.5 3.5 3.5 3.5"/>"#,
            Self::Plus => r#"<path d="M8 3.5v9M3.5 8h9"/>"#,
            Self::Cross => r#"<path d="m4.5 4.5 7 7m0-7-7 7"/>"#,
            Self::Check => r#"<path d="m3.5 8.5 3 3 6-7"/>"#,
            Self::More => {
                r#"<circle cx="3.5" cy="8" r=".9"/><circle cx="8" cy="8" r=".9"/><circle cx="12.5" cy="8" r=".9"/>"#
            }
            Self::FullScreen => r#"<path d="M9.5 3H13v3.5M6.5 13H3V9.5M13 3 9 7m-6 6 4-4"/>"#,
            Self::Grip => {
                r#"<path d="M6 4h.01M6 8h.01M6 12h.01M10 4h.01M10 8h.01M10 12h.01" stroke-width="1.8"/>"#
            }
            Self::Corner => r#"<path d="M12.5 6 6 12.5M12.5 10 10 12.5"/>"#,
            Self::Running => {
                r#"<circle cx="8" cy="8" r="5.5" opacity=".35"/><path d="M8 2.5A5.5 5.5 0 0 1 13.5 8"/>"#
            }
            Self::Done => r#"<circle cx="8" cy="8" r="5.5"/><path d="m5.6 8.2 1.7 1.7 3.1-3.6"/>"#,
            Self::Fail => r#"<circle cx="8" cy="8" r="5.5"/><path d="m6 6 4 4m0-4-4 4"/>"#,
            Self::Stopped => r#"<circle cx="8" cy="8" r="5.5"/><path d="M6.2 6.2h3.6v3.6H6.2z"/>"#,
            Self::Warning => r#"<path d="M8 2.6 14 13H2L8 2.6ZM8 6.6v3M8 11.3v.1"/>"#,
            Self::Copy => {
                r#"<rect x="5.5" y="5.5" width="8" height="8" rx="1.4"/><path d="M10.5 5.5v-2a1 1 0 0 0-1-1h-6a1 1 0 0 0-1 1v6a1 1 0 0 0 1 1h2"/>"#
            }
            Self::Columns => {
                r#"<rect x="2.5" y="3" width="11" height="10" rx="1.2"/><path d="M6.2 3v10M9.8 3v10"/>"#
            }
            Self::Chart => r#"<path d="M2.5 13.5h11M3 10.5l3-3.5 2.5 2L13 4"/>"#,
            Self::Table => {
                r#"<rect x="2.5" y="3" width="11" height="10" rx="1.2"/><path d="M2.5 6.3h11M2.5 9.6h11M6.5 6.3V13"/>"#
            }
            Self::Refresh => r#"<path d="M13 8a5 5 0 1 1-1.6-3.7M13 2.5v2.8h-2.8"/>"#,
            Self::Play => r#"<path d="M5.5 3.8v8.4L12 8 5.5 3.8Z"/>"#,
            Self::File => r#"<path d="M4 2.5h5l3 3v8H4zM9 2.5v3h3"/>"#,
            Self::Git => {
                r#"<circle cx="4.5" cy="4" r="1.5"/><circle cx="4.5" cy="12" r="1.5"/><circle cx="11.5" cy="6" r="1.5"/><path d="M4.5 5.5v5M11.5 7.5c0 2-2 2.5-4 2.5-1.5 0-3 .3-3 .5"/>"#
            }
            Self::Up => r#"<path d="m4.5 9.5 3.5-3.5 3.5 3.5"/>"#,
            Self::Download => r#"<path d="M8 2.5v8m0 0L5 7.5m3 3 3-3M3 13.5h10"/>"#,
            Self::Box => r#"<path d="M2.5 3.5h11v3h-11zM3.5 6.5v6h9v-6M6.5 9h3"/>"#,
            Self::Measure => {
                r#"<path d="M2 5.5h12v5H2zM4.5 5.5V8M7 5.5v1.8M9.5 5.5V8M12 5.5v1.8"/>"#
            }
            Self::Link => {
                r#"<path d="M6.8 9.2a2.4 2.4 0 0 0 3.4 0l2.1-2.1a2.4 2.4 0 0 0-3.4-3.4l-.8.8M9.2 6.8a2.4 2.4 0 0 0-3.4 0L3.7 8.9a2.4 2.4 0 0 0 3.4 3.4l.8-.8"/>"#
            }
            Self::Bars => r#"<path d="M2.5 2.5v11M2.5 4.5h10M2.5 8h7M2.5 11.5h4"/>"#,
            Self::BoxPlot => r#"<path d="M2 8h2.5m7 0H14M2 6.5v3m12-3v3M4.5 5h7v6h-7zM7 5v6"/>"#,
            Self::Violin => {
                r#"<path d="M8 2.5c.5 3 3 3.5 3 5.5s-2.5 2.5-3 5.5c-.5-3-3-3.5-3-5.5s2.5-2.5 3-5.5ZM8 6v4"/>"#
            }
            Self::Dots => {
                r#"<path d="M2.5 2.5v11h11"/><circle cx="6" cy="10" r="1"/><circle cx="8.5" cy="6.5" r="1"/><circle cx="12" cy="4.5" r="1"/><circle cx="11" cy="9.5" r="1"/>"#
            }
            Self::Parallel => {
                r#"<path d="M3 2.5v11M8 2.5v11M13 2.5v11M3 4.5l5 6 5-5M3 11l5-6 5 6"/>"#
            }
            Self::Number => r#"<path d="M5 5.5 7 4v8M10.5 12h-1c0-3 3-3.5 3-6 0-2.5-3-2.5-3-.5"/>"#,
            Self::Heat => {
                r#"<path d="M2.5 2.5h11v11h-11zM2.5 6.2h11M2.5 9.8h11M6.2 2.5v11M9.8 2.5v11"/>"#
            }
            Self::Ridge => {
                r#"<path d="M2 7c3 0 3-4 5.5-4S10 7 14 7M2 10.3c3 0 3.5-3 6-3s2.5 3 6 3M2 13.5c3 0 4-3 6.5-3s2.5 3 5.5 3"/>"#
            }
            Self::Matrix => {
                r#"<path d="M2.5 2.5h11v11h-11zM8 2.5v11M2.5 8h11M4.5 4.5l1.5 1.5M10 10l1.5 1.5"/>"#
            }
            Self::Curve => r#"<path d="M2.5 2.5v11h11M2.5 13.5c0-7 3-9.5 10.5-10"/>"#,
            Self::Trash => {
                r#"<path d="M3 4.5h10M6.5 4.5v-2h3v2M4.5 4.5l.6 9h5.8l.6-9M7 7v4M9 7v4"/>"#
            }
            Self::Pencil => r#"<path d="m3 13 .7-3L10.5 3.2l2.3 2.3L6 12.3 3 13Z"/>"#,
            Self::Info => r#"<circle cx="8" cy="8" r="5.5"/><path d="M8 7.4v3.4M8 5.2v.1"/>"#,
        }
    }
}

/// Draws an icon; decoration only, so that the button around it needs a label.
#[component]
pub(crate) fn Glyph(
    /// Which one.
    icon: Icon,
    /// More CSS classes, such as `small`.
    #[prop(into, optional)]
    class: String,
) -> impl IntoView {
    // The shapes are constants of this file, never text from outside.
    view! {
        <svg
            class=format!("icon {class}")
            viewBox="0 0 16 16"
            aria-hidden="true"
            inner_html=icon.shapes()
        />
    }
}

/// The comet.
#[component]
pub(crate) fn Logo() -> impl IntoView {
    view! {
        <svg class="logo" viewBox="0 0 20 20" aria-hidden="true">
            <circle class="head" cx="13.6" cy="6.4" r="4.1" />
            <path class="tail" d="M11.2 12.3 3 17.2l4.9-8.3M7.9 14.9l-2.4 2.9M5.2 10.2 2.6 13" />
        </svg>
    }
}
