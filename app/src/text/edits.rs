//! Words of edits: how recorded metrics are shown.

super::texts! {
    EDITS: "Edits", "編集履歴";
    EDIT: "Edit", "編集";
    EDIT_OF: "Edit {name}", "{name} を編集";
    KEPT: "What was recorded stays as it is. Every edit can be undone.", "記録されたデータは変わりません。編集はいつでも取り消せます。";
    WHAT: "What to change", "変更内容";
    RENAME: "Rename", "名前を変更";
    HIDE: "Hide points", "点を隠す";
    TRIM: "Trim", "範囲外を隠す";
    HIDE_ALL: "Hide metric", "メトリクスを隠す";
    NEW_NAME: "New name", "新しい名前";
    AXIS: "Axis", "軸";
    AXIS_STEP: "Step", "ステップ";
    AXIS_EPOCH: "Epoch", "エポック";
    FROM: "From", "開始";
    TO: "To", "終了";
    NO_LIMIT: "no limit", "制限なし";
    FIRST: "start", "最初";
    LAST: "end", "最後";
    HIDE_HINT: "Hides the points in this range, both ends included. Later points are shown.", "この範囲の点を隠します(両端を含む)。後から届く点は表示されます。";
    TRIM_HINT: "Keeps the points in this range and hides the others that are here now.", "この範囲の点を残し、現在あるその他の点を隠します。";
    HIDE_ALL_HINT: "Hides the metric everywhere, later points too.", "メトリクス全体を隠します。後から届く点も含みます。";
    APPLY: "Apply", "適用";
    NOT_A_NUMBER: "Enter numbers, or leave a field empty for no limit", "数値を入力するか、空欄にしてください(制限なし)";
    EMPTY_NAME: "Enter a name", "名前を入力してください";
    HIDDEN: "{n} hidden", "非表示 {n}";
    DID_RENAME: "{metric} is shown as {to}", "{metric} を {to} として表示";
    DID_HIDE: "{n} {n:point|points} of {metric} hidden: {axis} {low} to {high}", "{metric} の{n}点を非表示: {axis} {low} 〜 {high}";
    DID_TRIM: "{metric} trimmed to {axis} {low} to {high}: {n} {n:point|points} hidden", "{metric} を {axis} {low} 〜 {high} に限定: {n}点を非表示";
    DID_HIDE_ALL: "{metric} is hidden", "{metric} を非表示";
    BY: "{name}, {time}", "{name}, {time}";
    UNDONE_BY: "undone by {name}, {time}", "{name} が取り消し, {time}";
    UNDO: "Undo", "取り消す";
}
