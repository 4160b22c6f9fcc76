//! Words of charts: reading, zooming, measuring, legend, table, saving.

super::texts! {
    VALUES: "Values at the cursor", "カーソル位置の値";
    COPY_VALUES: "Copy values", "値をコピー";
    NO_CURSOR: "Point at the chart first, then copy.", "先にチャート上の位置を指してからコピーしてください。";
    OUTPUT_AT: "Output at this step", "このステップの出力";
    IMAGES_AT: "Images at this step", "このステップの画像";
    OPEN_EXPERIMENT: "Open experiment", "実験を開く";
    WHEEL_HINT: "Ctrl + wheel zooms; a click on the chart lets the wheel zoom alone", "Ctrl+ホイールで拡大縮小。チャートをクリックするとホイールだけで操作できます";
    ZOOM_BACK: "Zoom back", "前の表示範囲";
    ZOOM_FORWARD: "Zoom forward", "次の表示範囲";
    JUMP_TO_LIVE: "Jump to live", "最新へ移動";
    LINK_ZOOM: "Link zoom", "ズームを連動";
    LINK_ZOOM_HINT: "Panels with the same axis show the same range", "同じ軸のパネルが同じ範囲を表示します";

    SCALES: "{y}, x {x}", "{y}、X {x}";
    THRESHOLD: "Linear up to", "線形の範囲 ±";
    THRESHOLD_HINT: "Values up to this one, of either sign, lie on a linear scale; empty: chosen from the values", "絶対値がこの値以下は線形で表示します。空欄なら値から自動で決まります";

    LEGEND: "Legend", "凡例";
    LEGEND_HINT: "{name}. Click shows it alone, Shift+click hides or shows it.", "{name}。クリックでこの系列だけ表示、Shift+クリックで表示・非表示。";
    SEARCH_SERIES: "Search series", "系列を検索";
    SHOW_ALL_SERIES: "Show all", "すべて表示";
    N_SERIES: "{n} series", "{n}系列";
    NO_SERIES_MATCHES: "No series matches", "一致する系列はありません";

    MEASURE: "Measure range", "範囲を測定";
    MEASURED: "{name} {low} … {high}", "{name} {low} … {high}";
    MEASURE_HINT: "Drag over the range to measure", "測定する範囲をドラッグ";
    SERIES: "Series", "系列";
    N_POINTS: "points", "点数";
    MIN: "min", "最小";
    MAX: "max", "最大";
    MEAN: "mean", "平均";
    LAST: "last", "最終";
    SLOPE: "slope", "傾き";
    SLOPE_HINT: "Least-squares slope per unit of the axis", "最小二乗法による軸1単位あたりの傾き";
    COPY_TABLE: "Copy table", "表をコピー";
    MEASURE_EMPTY: "No point lies in this range", "この範囲に点はありません";

    AS_TABLE: "Show as table", "表で表示";
    TABLE_OF: "{title} as a table", "{title}の表";
    NO_PLACE: "Nothing to show on this axis", "この軸に表示できる点がありません";
    NO_PLACE_HINT: "None of these points was logged with a place on it. Choose another x axis above.", "この軸上の位置が記録されている点はありません。上で別のX軸を選んでください。";
    POINTS_IN_VIEW: "{n} of {m} {m:point|points} · exact", "{m}点中 {n}点 · 範囲内の全点を表示";
    SAMPLED: "sampled", "間引き";
    SAMPLED_HINT: "Buckets stand for points here; zoom in for every point", "ここでは区間の代表点です。拡大するとすべての点になります";
    N_ROWS: "{n} {n:row|rows}", "{n}行";

    COPY_PICTURE: "Copy picture", "画像をコピー";
    PICTURE_SAVED: "The browser cannot copy pictures here, so it was saved as a file.", "このブラウザーでは画像をコピーできないため、ファイルとして保存しました。";
    SAVE_PNG: "Save PNG", "PNGで保存";
    SAVE_SVG: "Save SVG", "SVGで保存";
    SAVE_CSV: "Save CSV", "CSVで保存";

    RANGES: "Ranges…", "表示範囲…";
    RANGES_OF: "Ranges of {title}", "{title}の表示範囲";
    Y_AXIS: "Y axis", "Y軸";
    AUTOMATIC: "automatic", "自動";
    RANGE_ORDER: "The lower end must be below the upper one", "下限は上限より小さくしてください";
    RANGES_AUTOMATIC: "All automatic", "すべて自動";

    KEYS: "Keys: arrows read; plus, minus and Alt with up or down zoom; Shift with arrows moves; Alt with left or right goes back and forward; 0 shows everything; End goes to the newest points; Enter keeps the values; M measures; C copies; L opens the legend; T shows a table.", "キー操作: 矢印で値を読む。+・− と Alt+上下で拡大縮小。Shift+矢印で移動。Alt+左右で前後の表示範囲。0で全体。Endで最新。Enterで値を固定。Mで測定。Cでコピー。Lで凡例。Tで表。";
    SUMMARY_OF: "{name}: first {first}, last {last}, min {min}, max {max}, {trend}", "{name}: 最初 {first}, 最終 {last}, 最小 {min}, 最大 {max}, {trend}";
    RISING: "rising", "増加";
    FALLING: "falling", "減少";
    LEVEL: "level", "横ばい";
    N_MORE_SERIES: "and {n} more series", "他 {n}系列";
}
