//! Words of the experiment page.

super::texts! {
    OVERVIEW: "Overview", "概要";
}
