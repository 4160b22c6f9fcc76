//! Words of the project page: list, panels, table.

super::texts! {
    PANELS: "Panels", "パネル";
    TABLE: "Table", "テーブル";
    EXPERIMENTS: "Experiments", "実験";
}
