//! Words of the experiment table.

super::texts! {
    EXPERIMENT_TABLE: "Experiment table", "実験テーブル";
    SEARCH: "Search by name, tag or key", "名前・タグ・キーで検索";
    COLUMNS: "Columns", "列";
    COLUMNS_COUNT: "{n} / {m}", "{n} / {m}";
    SEARCH_COLUMNS: "Search columns", "列を検索";
    SHOWN_COLUMNS: "Shown, in this order", "表示中(この順)";
    AUTOMATIC_COLUMNS: "Choose automatically", "自動で選択";
    NO_COLUMN_MATCHES: "No column matches", "一致する列はありません";
    N_MORE_COLUMNS: "{n} more, refine the search", "他 {n}件 · 検索で絞り込み";
    MATCHED: "{n} of {m} {m:experiment|experiments}", "{m}件中 {n}件の実験";
    GROUP_PINNED: "Pinned", "固定";
    GROUP_IDENTITY: "Identity", "基本情報";
    GROUP_PARAMETERS: "Parameters", "パラメータ";
    GROUP_OTHERS: "Others", "その他";
    GROUP_METRICS: "Metrics", "メトリクス";
    LAST: "last", "最終";
    MIN: "min", "最小";
    MAX: "max", "最大";
    MEAN: "mean", "平均";
    COUNT: "count", "点数";
    LAST_STEP: "step of last", "最終のステップ";
    MIN_STEP: "step of min", "最小のステップ";
    MAX_STEP: "step of max", "最大のステップ";
    BEST_VALUE: "best", "最良";
    TREND: "curve", "推移";
    BEST_STEP: "step of best", "最良のステップ";
    STATISTIC_OF: "Statistic of {name}", "{name}の統計量";
    MOVE_LEFT: "Move {name} left", "{name}を左へ移動";
    MOVE_RIGHT: "Move {name} right", "{name}を右へ移動";
    REMOVE: "Remove {name}", "{name}を外す";
    HEAD_HINT: "Click to sort, Shift+click to sort further, drag to move. Alt+arrows move, Shift+arrows resize.", "クリックで並べ替え、Shift+クリックで追加、ドラッグで移動。Alt+矢印で移動、Shift+矢印で幅を変更。";
    COPY_TABLE: "Copy table", "テーブルをコピー";
    COPY_CSV: "Copy as CSV", "CSVとしてコピー";
    COPY_MARKDOWN: "Copy as Markdown", "Markdownとしてコピー";
    COPIED_ROWS: "{n} of {m} {m:row|rows} copied", "{m}行中 {n}行をコピーしました";
    COPYING: "Copying", "コピー中";
    KEY: "Key", "キー";
    BEST: "Best of {n}", "{n}件中の最良値";
}
