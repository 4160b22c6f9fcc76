//! Words of the experiment list, and of experiments wherever they stand in rows.

super::texts! {
    EXPERIMENTS: "Experiments", "実験";
    FILTER: "Filter by name, tag or key", "名前・タグ・キーで絞り込み";
    SHOW_AND_HIDE: "Show and hide", "表示・非表示";
    SHOW_ALL: "Show all {n}", "{n}件すべて表示";
    SHOW_MATCHING: "Show all {n} matching", "一致する {n}件を表示";
    HIDE_ALL: "Hide all", "すべて非表示";
    SHOW_NEWEST: "Show only the newest {n}", "新しい順に {n}件だけ表示";
    COLLAPSE: "Hide the list", "一覧をたたむ";
    EXPAND: "Show the list", "一覧を開く";
    LIST_WIDTH: "Width of the list", "一覧の幅";
    PINNED: "Pinned", "固定";
    OTHERS: "Others", "その他";
    LIST_METRIC: "Metric beside the names", "名前の横に表示するメトリクス";
    NO_METRIC: "No metric", "メトリクスなし";
    SEARCH_METRICS: "Search metrics", "メトリクスを検索";
    N_MORE_METRICS: "{n} more, refine the search", "他 {n}件 · 検索で絞り込み";
    SHOW: "Show {name}", "{name}を表示";
    HIDE: "Hide {name}", "{name}を非表示";
    PIN: "Pin {name}", "{name}を固定";
    UNPIN: "Unpin {name}", "{name}の固定を解除";
    EMPTY: "No experiments yet", "実験はまだありません";
    EMPTY_HINT: "Log one from Python; it appears here at once.", "Pythonから記録すると、すぐにここに表示されます。";
    NO_MATCH: "No experiment matches", "一致する実験はありません";
    NO_MATCH_HINT: "Names, tags and keys are searched. Every word must occur.", "名前・タグ・キーを検索します。すべての語を含むものが一致します。";
    CLEAR_FILTER: "Clear the filter", "絞り込みを解除";
    N_OF_M_LISTED: "{n} of {m} listed", "{m}件中 {n}件を一覧に表示";
}
