//! Words of panels that people add, and of the dialog that adds them.

super::texts! {
    ADD_PANEL: "Add panel", "パネルを追加";
    EDIT_PANEL: "Edit panel…", "パネルを編集…";
    EDIT_TITLE: "Edit panel", "パネルを編集";
    REMOVE_PANEL: "Remove panel", "パネルを削除";
    REMOVED: "Panel removed", "パネルを削除しました";
    UNDO: "Undo", "元に戻す";
    ADD: "Add", "追加";
    ADDED_SECTION: "Added panels", "追加したパネル";
    KIND: "Kind of chart", "チャートの種類";

    LINES: "Lines", "折れ線";
    LINES_HINT: "Several metrics in one chart, also on two axes", "複数のメトリクスを1つのチャートに(2軸も可)";
    SCALAR: "Number", "数値";
    SCALAR_HINT: "The newest experiment's value and how it changed", "最新の実験の値とその変化";
    BAR: "Bars", "棒グラフ";
    BAR_HINT: "One value for each experiment, or means of groups", "実験ごとの値、またはグループごとの平均";
    BOX: "Boxes", "箱ひげ図";
    BOX_HINT: "Quartiles, whiskers and outliers", "四分位数・ひげ・外れ値";
    VIOLIN: "Violins", "バイオリン図";
    VIOLIN_HINT: "How values are distributed", "値の分布";
    SCATTER: "Scatter", "散布図";
    SCATTER_HINT: "A point for each experiment", "実験ごとの点";
    PARALLEL: "Parallel coordinates", "平行座標";
    PARALLEL_HINT: "Parameters to results; drag along an axis to select", "パラメータから結果へ。軸に沿ってドラッグで選択";
    HEAT: "Histograms, heat map", "ヒストグラム(ヒートマップ)";
    HEAT_HINT: "How a distribution moves over steps", "ステップごとの分布の変化";
    RIDGE: "Histograms, ridges", "ヒストグラム(リッジ)";
    RIDGE_HINT: "One outline for each step", "ステップごとの輪郭";
    MATRIX: "Confusion matrix", "混同行列";
    MATRIX_HINT: "Actual classes against predicted ones", "実際のクラスと予測クラス";
    CURVE: "Curves", "曲線";
    CURVE_HINT: "ROC, precision–recall and others", "ROC・適合率-再現率など";

    VALUE: "Value", "値";
    GROUP_BY: "Group by", "グループ化";
    NO_GROUP: "Each shown experiment", "表示中の実験ごと";
    METRICS_LEFT: "Left axis", "左軸";
    METRICS_RIGHT: "Right axis", "右軸";
    COLUMNS: "Axes, in this order", "軸(この順)";
    X: "Horizontal", "横軸";
    Y: "Vertical", "縦軸";
    NAME: "Name", "名前";
    NONE_LOGGED: "No experiment has logged any yet", "まだ記録した実験はありません";
    CHOOSE_ONE: "Choose at least one", "1つ以上選択してください";
    CHOOSE_TWO: "Choose at least two axes", "軸を2つ以上選択してください";

    TITLE_OF: "{y} over {x}", "{x}に対する{y}";
    TITLE_BY: "{value} by {by}", "{by}別の{value}";
    TITLE_PARALLEL: "Parameters to {value}", "パラメータから{value}へ";
    SUMMARY: "{title}: {kind}, {n} {n:item|items}. Arrow keys go through them, T shows a table, F fills the screen.", "{title}: {kind}、{n}件。矢印キーで移動、Tで表、Fで全画面。";
    DEVIATION: "standard deviation", "標準偏差";
    EXPERIMENTS: "experiments", "実験数";
    NO_VALUE: "(none)", "(なし)";
    NOTHING: "This panel has no data", "このパネルにデータがありません";
    NOTHING_HINT: "None of the experiments logged what it shows.", "表示内容を記録した実験がありません。";
    FAILED: "Could not load this panel", "このパネルを読み込めませんでした";
    LOW_WHISKER: "lower whisker", "下のひげ";
    LOW_QUARTILE: "lower quartile", "第1四分位数";
    HIGH_QUARTILE: "upper quartile", "第3四分位数";
    HIGH_WHISKER: "upper whisker", "上のひげ";
    MEDIAN: "median", "中央値";
    QUARTILES: "quartiles", "四分位数";
    WHISKERS: "whiskers", "ひげ";
    N_POINTS: "points", "点数";
    OUTLIERS: "outliers", "外れ値";
    N_WITHOUT: "{n} without a place on these axes", "この軸に位置のない実験 {n}件";
    N_SELECTED: "{n} of {m} selected", "{m}件中 {n}件を選択";
    STEP_N: "step {n}", "ステップ {n}";
    BIN: "bin", "区間";
    COUNT: "count", "度数";
    SHARE: "share", "割合";
    AREA_UNDER: "area under the curve", "曲線下面積";
    ACTUAL_PREDICTED: "{actual} taken for {predicted}", "{actual}を{predicted}と予測";
    OF_CLASS: "of this class", "このクラス中";
    LAST_OF: "{name}, step {step}", "{name}、ステップ {step}";
}
