//! Words of the home and sign-in pages.

super::texts! {
    PROJECTS: "Projects", "プロジェクト";
    SEARCH_PROJECTS: "Search projects", "プロジェクトを検索";
    NEW_PROJECT: "New project", "新規プロジェクト";
    PROJECT_NAME: "Project name", "プロジェクト名";
    CREATE: "Create", "作成";
    EXPERIMENTS: "experiments", "件の実験";
    N_RUNNING: "{n} running", "{n}件実行中";
    LAST_ACTIVITY: "Last activity: {when}", "最終更新: {when}";
    NO_MATCH: "No project matches the search", "検索に一致するプロジェクトはありません";
    FIRST_TITLE: "Send the first experiment", "最初の実験を送信";
    FIRST_BODY: "Three lines record the code, the command, the packages, the output and the hardware. Nothing leaves this server.", "3行で、コード、コマンド、パッケージ、出力、ハードウェアを記録します。データはこのサーバーの外に出ません。";
    FIRST_WAITING: "Waiting for the first experiment", "最初の実験を待っています";
    SERVER: "Server", "サーバー";
    KEY: "Key", "キー";
    KEY_LOCAL: "not needed on this machine", "このマシンでは不要";
    KEY_CREATE: "Create a key", "キーを作成";
    KEY_ONCE: "Shown once. Copy it now.", "一度だけ表示されます。今コピーしてください。";
    KEY_NAME: "From the start page", "スタートページから作成";
    PYTHON: "Python", "Python";
    VARIABLES: "Environment variables", "環境変数";
    ONCE_PER_MACHINE: "once per machine", "マシンごとに一度だけ";
    SIGN_IN: "Sign in", "サインイン";
    SIGN_IN_BODY: "This server is private. Open the one-time link that the server printed when it started, or paste its token here.", "このサーバーは非公開です。サーバーの起動時に表示されたワンタイムリンクを開くか、トークンをここに貼り付けてください。";
    SIGN_IN_TOKEN: "One-time token", "ワンタイムトークン";
    SIGN_IN_NEW: "A fresh link: run this on the server's machine", "新しいリンク: サーバーのマシンで実行";
    SIGN_IN_REFUSED: "This link was used already or has expired", "このリンクは使用済みか、期限切れです";
    SIGNING_IN: "Signing in", "サインイン中";
}
