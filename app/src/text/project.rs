//! Words of the project page and of panels.

super::texts! {
    PANELS: "Panels", "パネル";
    TABLE: "Table", "テーブル";
    PANEL_SETTINGS: "Panel settings", "パネルの設定";
    X_AXIS: "X axis", "X軸";
    AXIS_STEP: "step", "ステップ";
    AXIS_INDEX: "index", "番号";
    AXIS_EPOCH: "epoch", "エポック";
    AXIS_WALL: "time", "時刻";
    AXIS_RELATIVE: "relative time", "経過時間";
    AXIS_METRIC: "metric", "メトリクス";
    SMOOTHING: "Smoothing", "平滑化";
    SMOOTHING_AT: "Smoothing {weight}", "平滑化 {weight}";
    SCALE: "Scale", "スケール";
    SCALE_LINEAR: "Linear", "線形";
    SCALE_LOG: "Log", "対数";
    SEARCH_PANELS: "Search panels", "パネルを検索";
    NO_PANEL_MATCHES: "No panel matches the search", "検索に一致するパネルはありません";
    NO_METRICS: "No metrics yet", "メトリクスはまだありません";
    NO_METRICS_HINT: "A panel appears for every metric as soon as an experiment logs its first point.", "実験が最初の点を記録すると、メトリクスごとにパネルが表示されます。";
    SECTION_METRICS: "Metrics", "メトリクス";
    SECTION_SYSTEM: "System", "システム";
    RAW_GHOSTED: "raw, ghosted", "生データ(薄線)";
    LINES_DRAWN: "{n} newest of {m} {m:line|lines} drawn", "{m}本中 新しい{n}本を描画";
    ZOOMED: "Zoomed", "拡大中";
    RESET_ZOOM: "Reset zoom", "拡大を解除";
    FULL_SCREEN: "Full screen", "全画面";
    LEAVE_FULL_SCREEN: "Leave full screen", "全画面を終了";
    MOVE_UP: "Move up", "上へ移動";
    MOVE_DOWN: "Move down", "下へ移動";
    RESIZE: "Drag to resize", "ドラッグでサイズ変更";
    DROP_HERE: "Drop here", "ここに配置";
    PANEL_LABEL: "Panel {title}. Space to move, Shift and arrows to resize.", "パネル {title}。スペースで移動、Shiftと矢印でサイズ変更。";
    CHART_SUMMARY: "{title}: {n} {n:line|lines}, {points} {points:point|points}. Arrow keys move the cursor, plus and minus zoom, 0 resets.", "{title}: {n}本の線、{points}点。矢印キーでカーソル移動、プラスとマイナスで拡大縮小、0で解除。";
    SERIES_FAILED: "Could not load these series", "系列を読み込めませんでした";
    NOTHING_SHOWN: "No experiment is shown", "表示中の実験がありません";
    NOTHING_SHOWN_HINT: "Choose experiments with the eye in the list.", "一覧の目のアイコンで実験を選択してください。";
    NO_DATA: "This panel has no data", "このパネルにデータがありません";
    NO_DATA_HINT: "None of the shown experiments logged this metric.", "表示中の実験はこのメトリクスを記録していません。";
    N_MORE: "+ {n} more", "他 {n}件";
    POINTS_EXACT: "{n} {n:point|points} · exact", "{n}点 · 全点を表示";
    POINTS_SAMPLED: "{n} of {m} {m:point|points} · extremes exact", "{m}点中 {n}点を描画 · 極値は正確";
    POINTS_NOT_FINITE: "{n} NaN or ∞, marked ×", "NaN・∞ {n}点 · ×印";
    POINTS_WITHOUT_X: "{n} without a place on this axis", "この軸に位置のない点 {n}";
    EXTREMES_HINT: "Every bucket holds its true minimum and maximum", "各区間の最小値と最大値は正確です";
}
