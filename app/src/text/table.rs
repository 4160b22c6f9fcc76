//! Words of the experiment table.

super::texts! {
    EXPERIMENT_TABLE: "Experiment table", "実験テーブル";
}
