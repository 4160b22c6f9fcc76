//! Words of the experiment page.

super::texts! {
    EXPERIMENT: "Experiment", "実験";
    NAME: "Experiment name", "実験名";
    RENAME: "Rename", "名前を変更";
    AT_STEP: "step {n}", "ステップ {n}";

    OVERVIEW: "Overview", "概要";
    CHARTS: "Charts", "チャート";
    METRICS: "Metrics", "メトリクス";
    PARAMETERS: "Parameters", "パラメータ";
    CODE: "Code", "コード";
    OUTPUT: "Output", "出力";
    IMAGES: "Images", "画像";
    ENVIRONMENT: "Environment", "環境";

    KEY_METRICS: "Key metrics", "主要メトリクス";
    LAST_AT: "last, step {n}", "最新, ステップ {n}";
    BEST: "best {value}", "最良 {value}";
    BEST_AT: "best {value}, step {n}", "最良 {value}, ステップ {n}";
    RANGE: "{low} … {high}", "{low} … {high}";
    NO_METRICS_SHORT: "No metric yet. The first point appears here by itself.", "メトリクスはまだありません。最初の点は自動的に表示されます。";

    REPRODUCE: "Reproduce", "再現";
    COPY_COMMANDS: "Copy commands", "コマンドをコピー";
    REPRODUCE_ALL: "Everything needed was recorded. Run these commands in a clone of the repository.", "必要なものはすべて記録されています。リポジトリのクローンで次のコマンドを実行します。";
    REPRODUCE_PART: "These commands use what was recorded. Something is missing; the notes below say what.", "記録された情報から作成したコマンドです。不足しているものは下に示します。";
    REPRODUCE_NOTHING: "Nothing was recorded that could be run again: no commit, no packages, no command line.", "再実行に必要な情報が記録されていません(コミット、パッケージ、コマンドのいずれもなし)。";
    STEP_CODE: "the code at the recorded commit", "記録されたコミットのコード";
    STEP_CODE_OF: "the code at the recorded commit of {remote}", "{remote} の記録されたコミット";
    STEP_PATCH: "the uncommitted changes; needs an API key", "未コミットの差分(APIキーが必要)";
    STEP_PACKAGES: "the same packages; the file is below", "同じパッケージ(ファイルは下からダウンロード)";
    STEP_PACKAGES_FOR: "the same packages, Python {version}; the file is below", "同じパッケージ, Python {version}(ファイルは下からダウンロード)";
    STEP_COMMAND: "the same command", "同じコマンド";
    COMMIT_RECORDED: "commit recorded", "コミット: 記録済み";
    NO_REPOSITORY: "no git repository; code files recorded", "gitリポジトリなし(コードファイルは記録済み)";
    NO_CODE_RECORDED: "no code recorded", "コードの記録なし";
    PATCH_RECORDED: "uncommitted changes: patch recorded", "未コミットの差分: 記録済み";
    PATCH_MISSING: "uncommitted changes: not recorded", "未コミットの差分: 記録なし";
    N_PACKAGES: "{n} {n:package|packages} recorded", "パッケージ {n}個: 記録済み";
    NO_PACKAGES_RECORDED: "no packages recorded", "パッケージの記録なし";
    COMMAND_RECORDED: "command recorded", "コマンド: 記録済み";
    NO_COMMAND_RECORDED: "no command recorded", "コマンドの記録なし";
    PATCH: "Patch", "差分";

    SUMMARY: "Summary", "要約";
    STARTED: "Started", "開始";
    ENDED: "Ended", "終了";
    HOST: "Host", "ホスト";
    PYTHON: "Python", "Python";
    COMMIT: "Commit", "コミット";
    COMMAND: "Command", "コマンド";
    KEY: "Key", "キー";
    RECEIVED: "Received", "受信";
    N_POINTS: "{n} {n:point|points}", "{n}点";
    N_CORES: "{n} {n:core|cores}", "{n}コア";
    N_REJECTED: "{n} {n:event|events} refused", "{n}件のイベントを拒否";
    REJECTED_HINT: "The server could not take these events and told the client why; see the client's log.", "サーバーが受け取れなかったイベントです。理由はクライアントのログにあります。";
    UNCOMMITTED: "uncommitted changes", "未コミットの変更あり";
    CLEAN: "no uncommitted changes", "未コミットの変更なし";

    ALL_N: "All {n}", "全{n}件";
    NO_PARAMETERS_SHORT: "No parameter was logged.", "パラメータは記録されていません。";
    NOTES: "Notes", "メモ";
    EDIT: "Edit", "編集";
    NO_NOTES: "Nothing noted yet.", "メモはまだありません。";
    ALL_OUTPUT: "All output", "すべての出力";
    NO_OUTPUT_SHORT: "Nothing was printed.", "出力はありません。";

    NO_METRICS: "No metrics", "メトリクスがありません";
    NO_METRICS_HINT: "experiment.log_metric(\"train/loss\", 0.5, step=1) records a point; it appears here at once.", "experiment.log_metric(\"train/loss\", 0.5, step=1) で点を記録すると、すぐにここに表示されます。";
    SEARCH_METRICS: "Search metrics", "メトリクスを検索";
    EVERY_POINT: "Every point as a file", "すべての点をファイルで保存";
    CSV: "CSV", "CSV";
    JSON: "JSON", "JSON";
    PARQUET: "Parquet", "Parquet";
    SYSTEM: "System", "システム";
    LAST: "Last", "最新";
    MIN: "Min", "最小";
    MAX: "Max", "最大";
    MEAN: "Mean", "平均";
    POINTS: "Points", "点数";
    NAN: "NaN", "NaN";
    SOURCE: "source {n}", "ソース {n}";
    SHOW_MORE: "Show more", "さらに表示";
    NO_MATCH: "Nothing matches the search", "検索に一致するものはありません";

    NO_PARAMETERS: "No parameters", "パラメータがありません";
    NO_PARAMETERS_HINT: "experiment.log_parameters({\"lr\": 0.001}) records hyperparameters.", "experiment.log_parameters({\"lr\": 0.001}) でハイパーパラメータを記録します。";
    SEARCH_PARAMETERS: "Search parameters", "パラメータを検索";
    OTHERS: "Other values", "その他の値";
    SEARCH_OTHERS: "Search values", "値を検索";
    COPY_JSON: "Copy as JSON", "JSONでコピー";

    NO_CODE: "No code", "コードがありません";
    NO_CODE_HINT: "The Python package records the script, the modules that it imports and the git commit by itself.", "Pythonパッケージは、スクリプト、インポートしたモジュール、gitコミットを自動的に記録します。";
    FILES: "Files", "ファイル";
    GIT: "Git", "Git";
    BRANCH: "Branch", "ブランチ";
    REMOTE: "Remote", "リモート";
    AUTHOR: "Author", "作成者";
    MESSAGE: "Message", "メッセージ";
    NO_REPOSITORY_HINT: "The code did not run from a git repository.", "コードはgitリポジトリから実行されていません。";
    UNCOMMITTED_CHANGES: "Uncommitted changes", "未コミットの変更";
    PATCH_UNREADABLE: "The patch holds no text changes.", "差分にテキストの変更はありません。";
    FILE_EMPTY: "The file is empty.", "ファイルは空です。";
    FILE_TEXT: "File content", "ファイルの内容";
    NOT_ARRIVED: "Not uploaded yet", "未アップロード";
    NOT_ARRIVED_HINT: "The file was announced, but its bytes have not arrived. They appear here once they do.", "ファイルは登録済みですが、内容はまだ届いていません。届き次第表示されます。";
    DOWNLOAD: "Download", "ダウンロード";

    NO_OUTPUT: "No output", "出力がありません";
    NO_OUTPUT_HINT: "The process printed nothing, or its output was not recorded.", "プロセスは何も出力しなかったか、出力が記録されていません。";
    NO_OUTPUT_YET_HINT: "What the process prints appears here at once.", "プロセスの出力はすぐにここに表示されます。";
    N_LINES: "{n} {n:line|lines}", "{n}行";
    N_OF_M_LINES: "{n} of {m} {m:line|lines} shown", "{m}行中 {n}行を表示";
    LOAD_EARLIER: "Load earlier", "以前の行を読み込む";
    FOLLOW: "Follow", "追従";
    FOLLOWING: "Following", "追従中";
    SEARCH_OUTPUT: "Search output", "出力を検索";
    SEARCH_ALL: "Search all lines", "全行を検索";
    STANDARD_ERROR: "standard error", "標準エラー出力";
    NO_HIT: "no match", "一致なし";
    HIT_OF: "{k} of {n}", "{n}件中 {k}件目";
    HIT_BEFORE: "Previous match", "前の一致";
    HIT_AFTER: "Next match", "次の一致";

    NO_IMAGES: "No images", "画像がありません";
    NO_IMAGES_HINT: "experiment.log_image(array, name=\"samples/0\", step=1) records an image; names with a slash are grouped.", "experiment.log_image(array, name=\"samples/0\", step=1) で画像を記録します。スラッシュを含む名前はまとめて表示されます。";
    IMAGE: "Image", "画像";
    IMAGE_BEFORE: "Previous image", "前の画像";
    IMAGE_AFTER: "Next image", "次の画像";
    IMAGE_BROKEN: "Not an image that browsers show", "ブラウザーで表示できない形式です";
    STEP: "Step", "ステップ";
    STEP_BEFORE: "Previous step", "前のステップ";
    STEP_AFTER: "Next step", "次のステップ";
    PREDICTED: "Predicted", "予測";
    ACTUAL: "Actual", "実際";
    CELL: "actual {actual}, predicted {predicted}: {n}", "実際 {actual}, 予測 {predicted}: {n}";
    ON_DIAGONAL: "{share} % on the diagonal", "対角成分 {share} %";

    NO_ENVIRONMENT: "No environment", "環境の記録がありません";
    NO_ENVIRONMENT_HINT: "The Python package records interpreter, host, packages and git by itself, soon after the start.", "Pythonパッケージは、開始後まもなくインタープリター、ホスト、パッケージ、gitを自動的に記録します。";
    VARIABLES: "Variables", "環境変数";
    PACKAGES: "Packages", "パッケージ";
    SEARCH_PACKAGES: "Search packages", "パッケージを検索";
}
